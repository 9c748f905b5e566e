/** The facts of accounts: checked, stored by version, pushed by their owner, and moved from one parent to another. */
@NullMarked
package io.tradeline.decision.accounts;

import org.jspecify.annotations.NullMarked;
