/** What a decision rests on, as immutable values that rules read. Not for storage or transport. */
@NullMarked
package io.tradeline.rules.facts;

import org.jspecify.annotations.NullMarked;
