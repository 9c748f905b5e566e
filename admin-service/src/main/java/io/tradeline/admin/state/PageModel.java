package io.tradeline.admin.state;

import io.quarkus.qute.TemplateInstance;
import io.tradeline.admin.state.SystemStatePage.ActiveCard;
import io.tradeline.admin.state.SystemStatePage.ReleaseEntry;
import io.tradeline.admin.state.SystemStatePage.ReplicaRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Turns a state into the page that shows it. */
final class PageModel {
    private static final String NOBODY = "unknown";

    private PageModel() {}

    static TemplateInstance of(SystemState state) {
        Verdict verdict = Verdict.of(state);
        Moment asOf = Moment.of(state.asOf(), state.asOf());
        if (state instanceof SystemState.Answering answering) {
            return new SystemStatePage(verdict, asOf, active(answering), replicas(answering), releases(answering));
        }
        return new NotAnsweringPage(verdict, asOf);
    }

    private static Optional<ActiveCard> active(SystemState.Answering state) {
        return state.active()
                .map(active -> new ActiveCard(
                        active.digest().value(),
                        active.digest().abbreviated(),
                        Moment.of(active.activatedAt(), state.asOf()),
                        named(active.activatedBy()),
                        served(state),
                        servedWhere(state, active)));
    }

    private static String served(SystemState.Answering state) {
        return state.servingActive() + " of " + counted(state.replicas().size(), "replica");
    }

    private static String servedWhere(SystemState.Answering state, ActiveRelease active) {
        if (state.replicas().isEmpty()) {
            return "none has reported";
        }
        return active.servedEverywhere() ? "everywhere" : "not everywhere yet";
    }

    private static List<ReplicaRow> replicas(SystemState.Answering state) {
        return state.replicas().stream()
                .map(replica -> new ReplicaRow(
                        replica.id(),
                        replica.serving().value().isEmpty()
                                ? "none yet"
                                : replica.serving().abbreviated(),
                        state.isActive(replica.serving()),
                        Moment.of(replica.reportedAt(), state.asOf())))
                .toList();
    }

    private static List<ReleaseEntry> releases(SystemState.Answering state) {
        Instant now = state.asOf();
        return state.published().stream()
                .map(release -> new ReleaseEntry(
                        release.digest().abbreviated(),
                        release.description().isBlank() ? "No description" : release.description(),
                        Moment.of(release.publishedAt(), now),
                        named(release.publishedBy()),
                        counted(release.ruleSets(), "rule set") + ", " + counted(release.rules(), "rule"),
                        state.isActive(release.digest())))
                .toList();
    }

    private static String named(String subject) {
        return subject.isBlank() ? NOBODY : subject;
    }

    private static String counted(int number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}
