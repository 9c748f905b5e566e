package io.tradeline.decision.access;

import io.tradeline.decision.directory.AccountEntry;
import io.tradeline.decision.directory.AccountPath;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which accounts a caller sees: all, or those that its token names, each with everything below it. An account out of reach is answered for as one that does
 * not exist.
 *
 * <p>An account moves, and takes what lies below along: only a path that is known to be the stored one tells. What has an effect is therefore judged where the
 * path is held to the ledger in the same transaction, and what only looks on a path read for it; memory alone is never asked.
 */
public final class AccountReach {

    /** Every account there is. */
    public static final AccountReach EVERYTHING = new AccountReach(null);

    private final @Nullable Set<String> heads;

    private AccountReach(@Nullable Set<String> heads) {
        this.heads = heads;
    }

    /** These accounts, and all that lies below them; nothing when there are none. */
    public static AccountReach of(Collection<String> accountIds) {
        return new AccountReach(Set.copyOf(accountIds));
    }

    public boolean isEverything() {
        return heads == null;
    }

    /** Whether the account that the path begins with is within reach. */
    public boolean sees(AccountPath path) {
        Set<String> named = heads;
        if (named == null) {
            return true;
        }
        List<AccountEntry> entries = path.entries();
        for (int i = 0; i < entries.size(); i++) {
            if (named.contains(entries.get(i).id())) {
                return true;
            }
        }
        return false;
    }

    /** Whether the account is one of those named, so that it is within reach wherever it stands. */
    public boolean names(String accountId) {
        return heads == null || heads.contains(accountId);
    }

    /**
     * The accounts that are named.
     *
     * @throws IllegalStateException when it is everything
     */
    public Set<String> heads() {
        if (heads == null) {
            throw new IllegalStateException("everything is within reach, without being named");
        }
        return heads;
    }
}
