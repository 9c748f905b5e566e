package io.tradeline.admin.state;

/** Why there is no answer from the decision service, in words for people: what happened, and what to do about it. */
enum Trouble {
    NOT_REACHABLE(
            "The decision service can’t be reached",
            "It may be starting, stopped, or cut off from this page. If order systems can’t reach it either, they get no"
                    + " decisions until it is back; what was approved before stays approved."),
    TOO_SLOW(
            "The decision service takes too long to answer",
            "It gave no answer within 2 seconds. It, or its database, may be overloaded."),
    NO_TOKEN(
            "This page has no token for the decision service",
            "Whoever runs Tradeline gives it one: a token with the right “read”, in the file named by"
                    + " TRADELINE_DECISION_TOKEN_FILE. The page picks it up at once."),
    REFUSED(
            "The decision service refuses this page’s token",
            "The token has expired, was signed with another key, or lacks the right “read”. Whoever runs Tradeline puts a"
                    + " fresh one into the token file; the page picks it up at once."),
    FAILED(
            "The decision service answered with an error",
            "It is running, but couldn’t tell its state. The cause is in the logs of both services.");

    private final String headline;
    private final String advice;

    Trouble(String headline, String advice) {
        this.headline = headline;
        this.advice = advice;
    }

    /** What happened, without a full stop. */
    String headline() {
        return headline;
    }

    /** What it means and what to do, in whole sentences. */
    String advice() {
        return advice;
    }
}
