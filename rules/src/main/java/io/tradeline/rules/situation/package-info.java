/**
 * What rules see of a decision: the facts, reckoned out for one question each (credit, velocity, purchase, ...), and the findings that rules
 * insert. Everything here is fixed before the first rule runs.
 */
@NullMarked
package io.tradeline.rules.situation;

import org.jspecify.annotations.NullMarked;
