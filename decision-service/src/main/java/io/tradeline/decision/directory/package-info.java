/** Accounts as decisions need them: their facts and what this replica last knew of their exposure, in memory, by version. */
@NullMarked
package io.tradeline.decision.directory;

import org.jspecify.annotations.NullMarked;
