package io.tradeline.tools.bench.report;

import java.util.Locale;

/** What is measured. */
public enum Section {
    /** An empty call. */
    FLOOR("floor"),
    /** A function in the database. */
    YARDSTICK("yardstick"),
    /** Release.evaluate, in this process. */
    RULES("rules"),
    /** Decisions.Evaluate. */
    EVALUATE("Evaluate"),
    /** Decisions.Authorize, durable. */
    AUTHORIZE("Authorize"),
    /** Decisions.AuthorizeStream, durable. */
    STREAM("AuthorizeStream"),
    /** Floor, yardstick, Authorize and AuthorizeStream in turns, for the ratios. */
    RATIOS("ratios");

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

    /** Whether it needs a decision service. */
    public boolean needsService() {
        return this == EVALUATE || this == AUTHORIZE || this == STREAM || this == RATIOS;
    }
}
