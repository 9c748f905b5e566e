package io.tradeline.rules.policy;

import io.tradeline.rules.money.Money;
import io.tradeline.rules.money.Rates;
import io.tradeline.rules.verdict.RequiredApproval;
import io.tradeline.rules.verdict.RequiredApproval.Side;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Up to which order each role of finance may approve, in minor units of one currency on one day. */
public final class Authority {

    private final List<Band> bands;

    private Authority(List<Band> bands) {
        this.bands = bands;
    }

    /**
     * Bands by role.
     *
     * @param roles largest order by role, growing
     */
    public static Authority of(Map<String, Money> roles, Rates rates, String currency, LocalDate day) {
        List<Band> bands = new ArrayList<>(roles.size());
        roles.forEach((role, amount) -> bands.add(new Band(
                rates.convert(amount, currency, day).minor(),
                new RequiredApproval(Side.FINANCE, role, bands.size() + 1))));
        return new Authority(List.copyOf(bands));
    }

    /** Whether this is a role of finance. */
    public boolean knows(String role) {
        return find(role) != null;
    }

    /** Whether the role may approve an order of this amount. */
    public boolean reaches(String role, long amountMinor) {
        Band band = find(role);
        return band != null && amountMinor <= band.largestMinor;
    }

    /** The largest order that anyone in finance may approve; 0: no one may any. */
    public long largestMinor() {
        return bands.isEmpty() ? 0 : bands.get(bands.size() - 1).largestMinor;
    }

    /** The lowest role that may approve an order of this amount; null: nobody may. */
    public @Nullable RequiredApproval lowestFor(long amountMinor) {
        for (Band band : bands) {
            if (amountMinor <= band.largestMinor) {
                return band.approval;
            }
        }
        return null;
    }

    private @Nullable Band find(String role) {
        for (Band band : bands) {
            if (band.approval.role().equals(role)) {
                return band;
            }
        }
        return null;
    }

    private record Band(long largestMinor, RequiredApproval approval) {}
}
