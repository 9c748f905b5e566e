/** Counts the journal again, all the time, compares the accounts' rows with it, and builds rows anew that have come to differ. */
@NullMarked
package io.tradeline.decision.recount;

import org.jspecify.annotations.NullMarked;
