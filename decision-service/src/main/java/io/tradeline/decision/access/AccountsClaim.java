package io.tradeline.decision.access;

import io.tradeline.decision.refusal.Refusals;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jose4j.jwt.JwtClaims;

/**
 * The claim "accounts" of a token: a list of account ids, each of which stands for that account and all below it. A token without the claim sees all accounts,
 * as a seller's own systems do; an empty list sees none.
 */
final class AccountsClaim {

    /** A token that needs more is better issued for the account above them. */
    static final int MOST = 100;

    private static final String NAME = "accounts";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    private AccountsClaim() {}

    /** @throws io.grpc.StatusRuntimeException UNAUTHENTICATED when it is there and is no such list: null too, which must not pass for no claim */
    static AccountReach of(JwtClaims claims) {
        if (!claims.getClaimNames().contains(NAME)) {
            return AccountReach.EVERYTHING;
        }
        if (!(claims.getClaimValue(NAME) instanceof Collection<?> listed)) {
            throw malformed("no list");
        }
        if (listed.size() > MOST) {
            throw malformed(listed.size() + " ids");
        }
        Set<String> ids = new LinkedHashSet<>();
        for (Object id : listed) {
            if (!(id instanceof String text) || !ID.matcher(text).matches()) {
                throw malformed("something that is no account id");
            }
            ids.add(text);
        }
        return AccountReach.of(ids);
    }

    private static RuntimeException malformed(String found) {
        return Refusals.unauthenticated("the bearer token's claim " + NAME + " has " + found
                + " (expected: a list of at most " + MOST + " account ids)");
    }
}
