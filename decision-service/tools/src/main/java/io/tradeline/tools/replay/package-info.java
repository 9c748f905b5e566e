/**
 * A file of past orders, decided again on the orders' own clock, shipped, billed and paid: what would Tradeline have answered, and what would have
 * been owed.
 */
@NullMarked
package io.tradeline.tools.replay;

import org.jspecify.annotations.NullMarked;
