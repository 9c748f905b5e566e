package io.tradeline.rules.situation;

import io.tradeline.rules.facts.RiskFlag;
import java.time.LocalDate;

/** A flag raised on the ordering account, or on one above it up to the one that holds the credit. */
public final class Flag extends Subject {

    private final RiskFlag flag;

    Flag(Situation situation, String accountId, RiskFlag flag) {
        super(situation, accountId);
        this.flag = flag;
    }

    public RiskFlag.Kind kind() {
        return flag.kind();
    }

    /** Who or what raised it. */
    public String raisedBy() {
        return flag.raisedBy();
    }

    /** In the account's time zone. */
    public LocalDate raisedOn() {
        return flag.raisedAt().atZone(situation.now().getZone()).toLocalDate();
    }
}
