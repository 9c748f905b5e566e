package io.tradeline.tools.bench.report;

import java.util.Locale;

/** What is measured. */
public enum Section {
    /** A page written and flushed. */
    DISK("disk"),
    /** An empty call. */
    FLOOR("floor"),
    /** A function in the database. */
    YARDSTICK("yardstick"),
    /** Release.evaluate by JMH. */
    RULES("rules"),
    /** Decisions.Evaluate. */
    EVALUATE("Evaluate"),
    /** Decisions.Authorize, durable. */
    AUTHORIZE("Authorize"),
    /** Decisions.AuthorizeStream, durable. */
    STREAM("AuthorizeStream"),
    /** Authorize on one account, and on all of them, in turns. */
    HOT("hot account"),
    /** Authorize while releases are swapped. */
    SWAP("swap"),
    /** Authorize on a thousand accounts, and on a million, in turns. It has services of its own. */
    ACCOUNTS("accounts"),
    /** Floor, yardstick, Authorize and AuthorizeStream in turns, for the ratios. */
    RATIOS("ratios"),
    /** The feed, read while orders come. */
    FEED("feed");

    private final String title;

    Section(String title) {
        this.title = title;
    }

    /** As it stands in the table. */
    public String title() {
        return title;
    }

    /** As it stands on the command line. */
    public String option() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it needs the decision service that others use too. */
    public boolean needsService() {
        return switch (this) {
            case DISK, FLOOR, YARDSTICK, RULES, ACCOUNTS -> false;
            case EVALUATE, AUTHORIZE, STREAM, HOT, SWAP, RATIOS, FEED -> true;
        };
    }
}
