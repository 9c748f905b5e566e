package io.tradeline.rules.situation;

import io.tradeline.rules.facts.ApprovalLevel;

/** One level of approval of the customer's own. */
public final class Level extends Subject {

    private final ApprovalLevel level;

    Level(Situation situation, ApprovalLevel level) {
        super(situation, situation.facts().account().id());
        this.level = level;
    }

    /** From 1. */
    public int level() {
        return level.level();
    }

    /** Role of those who may approve. */
    public String role() {
        return level.role();
    }

    /** Orders above this need the level; in minor units of the account's currency. */
    public long aboveMinor() {
        return level.aboveMinor();
    }
}
