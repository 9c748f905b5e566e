package io.tradeline.admin.state;

/**
 * The one sentence at the top of the page.
 *
 * @param tone how it looks; the words alone carry the meaning too
 * @param headline without a full stop
 * @param advice whole sentences
 */
record Verdict(Tone tone, String headline, String advice) {
    /** How the sentence looks. */
    enum Tone {
        GOOD,
        WATCH,
        BAD
    }

    static Verdict of(SystemState state) {
        if (state instanceof SystemState.Answering answering) {
            return of(answering);
        }
        Trouble trouble = ((SystemState.NotAnswering) state).trouble();
        return new Verdict(Tone.BAD, trouble.headline(), trouble.advice());
    }

    private static Verdict of(SystemState.Answering state) {
        if (state.active().isEmpty()) {
            return new Verdict(
                    Tone.BAD,
                    "No rule release is active",
                    "The decision service answers, but can’t decide orders until somebody activates a release.");
        }
        ActiveRelease active = state.active().get();
        int replicas = state.replicas().size();
        if (replicas == 0) {
            return new Verdict(
                    Tone.WATCH,
                    "No replica has reported lately",
                    "The decision service answers, but none of its replicas has said in the last 30 seconds which release it"
                            + " serves. Right after a start this passes by itself.");
        }
        if (active.servedEverywhere()) {
            return new Verdict(
                    Tone.GOOD,
                    "Everything is in order",
                    "The decision service answers, and the active release is served everywhere ("
                            + (replicas == 1 ? "1 replica" : replicas + " replicas") + ").");
        }
        long serving = state.servingActive();
        return new Verdict(
                Tone.WATCH,
                "The active release is not served everywhere yet",
                serving + " of " + replicas + " replicas serve" + (serving == 1 ? "s" : "")
                        + " it. The others still decide with another release, and switch as soon as they have compiled this one."
                        + " If that takes longer than a minute, look at their logs.");
    }

    /** The style sheet's class. Public, as templates see public members only. */
    public String tag() {
        return switch (tone) {
            case GOOD -> "good";
            case WATCH -> "watch";
            case BAD -> "bad";
        };
    }
}
