package io.tradeline.rules.situation;

import io.tradeline.rules.facts.Buyer;
import io.tradeline.rules.facts.Resolution;
import io.tradeline.rules.verdict.RequiredApproval.Side;

/** What a person answered to this order when it waited. */
public final class Answer extends Subject {

    private final Resolution resolution;

    Answer(Situation situation, Resolution resolution) {
        super(situation, situation.facts().account().id());
        this.resolution = resolution;
    }

    public boolean approved() {
        return resolution.approved();
    }

    public Side side() {
        return resolution.side();
    }

    public String resolverId() {
        return resolution.resolverId();
    }

    public String role() {
        return resolution.role();
    }

    public String reason() {
        return resolution.reason();
    }

    /** The largest amount that the answer covers, in minor units of the account's currency. */
    public long coveredMinor() {
        return resolution.amountMinor();
    }

    /** Whether the person placed the order. */
    public boolean ownOrder() {
        return resolution.side() == Side.BUYER
                && resolution.resolverId().equals(situation.facts().order().buyerId());
    }

    /** Whether the person has the role in which the answer was given: a buyer of the account, or a role of finance. */
    public boolean entitled() {
        if (resolution.side() == Side.FINANCE) {
            return situation.authority().knows(resolution.role());
        }
        Buyer buyer = situation.facts().account().buyers().get(resolution.resolverId());
        return buyer != null && !buyer.suspended() && buyer.hasRole(resolution.role());
    }

    /** Whether the amount of this order lies within what the answer covers and, for finance, within the role's authority. */
    public boolean covers() {
        return resolution.amountMinor() >= creditAmountMinor()
                && (resolution.side() == Side.BUYER
                        || situation.authority().reaches(resolution.role(), situation.creditAmountMinor()));
    }

    /** Whether it changes nothing: an approval that doesn't count, or a rejection by someone who has no say in it. */
    public boolean withoutEffect() {
        return resolution.approved() ? !counts() : !entitled();
    }

    /** "approved" or "rejected". */
    public String word() {
        return resolution.approved() ? "approved" : "rejected";
    }

    /** Whether it is an approval that lifts findings. */
    public boolean counts() {
        return resolution.approved() && !ownOrder() && entitled() && covers();
    }
}
