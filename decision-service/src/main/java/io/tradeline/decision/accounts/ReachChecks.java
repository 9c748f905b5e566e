package io.tradeline.decision.accounts;

import io.tradeline.decision.access.AccountReach;
import io.tradeline.decision.directory.AccountDirectory;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.proto.accounts.v1.Account;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller who does not see every account may store. Nothing comes into the caller's reach from outside, leaves it, or begins to use the credit of an account
 * outside of it. An account out of reach is answered for as one that does not exist and can't be made here.
 */
final class ReachChecks {

    private final AccountReach reach;
    private final Map<String, AccountStore.Row> rows;

    /** @param rows the accounts of the request and all above them, as they are to be with what was accepted so far */
    ReachChecks(AccountReach reach, Map<String, AccountStore.Row> rows) {
        this.reach = reach;
        this.rows = rows;
    }

    /** Whether an account that is stored is within reach. */
    boolean sees(String accountId) {
        String id = accountId;
        for (int level = 0; level < AccountDirectory.MAX_DEPTH && !id.isEmpty(); level++) {
            AccountStore.Row row = rows.get(id);
            if (row == null) {
                return false;
            }
            if (reach.names(id)) {
                return true;
            }
            id = row.parentId();
        }
        return false;
    }

    /** Refuses an account whose place, before or after, is out of reach. */
    void require(Account account, AccountStore.@Nullable Row before) {
        if (reach.isEverything()) {
            return;
        }
        String parent = account.getParentAccountId();
        boolean known = before != null && sees(account.getAccountId());
        boolean stays = known && before != null && before.parentId().equals(parent);
        if (!parent.isEmpty() && !stays && !sees(parent)) {
            throw Refusals.unknownParent(parent);
        }
        if (before != null && !known || before == null && parent.isEmpty() && !reach.names(account.getAccountId())) {
            throw Refusals.unknown("account", account.getAccountId());
        }
        if (known && parent.isEmpty() && !stays && !reach.names(account.getAccountId())) {
            throw Refusals.denied(
                    "account " + account.getAccountId() + " without a parent would leave the accounts of the token");
        }
    }

    /** Refuses another place or credit for an account that stands below one out of reach: it would change what that one's credit is used for. */
    void requireSameCredit(Account account, AccountStore.@Nullable Row before, String creditAccountId) {
        if (!reach.isEverything()
                && before != null
                && !before.parentId().isEmpty()
                && !sees(before.parentId())
                && before.movesTo(account, creditAccountId)) {
            throw Refusals.denied(
                    "account " + account.getAccountId()
                            + " stands below one that the token is not for: its parent_account_id and credit_mode stay as they are");
        }
    }
}
