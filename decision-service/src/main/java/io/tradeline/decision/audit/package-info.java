/** Checks from the books alone that what must never break has not broken. */
@NullMarked
package io.tradeline.decision.audit;

import org.jspecify.annotations.NullMarked;
