/** Terms of payment and the dates that follow from them. */
@NullMarked
package io.tradeline.rules.terms;

import org.jspecify.annotations.NullMarked;
