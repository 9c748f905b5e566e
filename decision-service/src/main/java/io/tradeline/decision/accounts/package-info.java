/** The facts of accounts: stored by version, kept in memory, pushed by their owner. */
@NullMarked
package io.tradeline.decision.accounts;

import org.jspecify.annotations.NullMarked;
