/** The limits that the contracts declare, enforced. */
@NullMarked
package io.tradeline.decision.validation;

import org.jspecify.annotations.NullMarked;
