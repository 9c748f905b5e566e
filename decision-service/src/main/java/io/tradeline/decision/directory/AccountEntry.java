package io.tradeline.decision.directory;

import com.google.protobuf.ByteString;
import io.tradeline.decision.exposure.LatestExposure;
import io.tradeline.rules.facts.Account;
import io.tradeline.rules.facts.CreditLimit;
import org.jspecify.annotations.Nullable;

/**
 * One version of an account's facts in the form that decisions use.
 *
 * @param account its own facts; where it has no purchasing rules of its own, those that allow everything (see {@link #ownPurchasing})
 * @param parentId the account above; empty for a head
 * @param holdsCredit whether its orders use its own credit
 * @param limit its own credit limit; null when none was set
 * @param ownPurchasing whether it has purchasing rules of its own
 * @param version of the facts
 * @param contentHash SHA-256 of the stored facts
 * @param exposure what memory has of its exposure under these facts
 */
public record AccountEntry(
        Account account,
        String parentId,
        boolean holdsCredit,
        @Nullable CreditLimit limit,
        boolean ownPurchasing,
        long version,
        ByteString contentHash,
        LatestExposure exposure) {

    public String id() {
        return account.id();
    }
}
