package io.tradeline.rules.policy;

import java.util.Locale;

/** What a parameter's value counts, and by which accessor of {@link Policy} rules read it. */
public enum Unit {
    /** "5,000.00 EUR"; rules see it in minor units of the account's currency. */
    AMOUNT("amount"),
    /** "5 %"; rules see basis points. */
    PERCENT("share"),
    /** "2.5"; rules see thousandths. */
    TIMES("times"),
    /** A whole number of things. */
    COUNT("number"),
    /** Whole days. */
    DAYS("number"),
    /** Whole minutes. */
    MINUTES("number"),
    /** An hour of the day, 0 to 24. */
    HOUR("number"),
    /** A word: a role, a country. */
    WORD("word"),
    /** Terms of payment: "2/10 net 30". */
    TERMS("terms");

    private final String accessor;

    Unit(String accessor) {
        this.accessor = accessor;
    }

    /** Name of the method of {@link Policy}. */
    public String accessor() {
        return accessor;
    }

    /** As it is written in parameters.yaml. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
