/** Who calls, and what the caller may do. */
@NullMarked
package io.tradeline.decision.access;

import org.jspecify.annotations.NullMarked;
