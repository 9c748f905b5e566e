package io.tradeline.rules.release;

import io.tradeline.rules.situation.Found;
import io.tradeline.rules.situation.Subject;
import io.tradeline.rules.situation.TermsChoice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.drools.core.common.InternalWorkingMemory;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieBase;
import org.kie.api.event.rule.AgendaEventListener;
import org.kie.api.runtime.KieSession;

/** Runs compiled rules over the facts of one decision, in a session that is used again. */
final class Engine implements AutoCloseable {

    /** More than any honest release needs: an order has at most a few dozen facts. */
    private static final int MAX_FIRINGS = 10_000;

    private final KieBase rules;
    private final List<String> phases;
    private final ConcurrentLinkedDeque<KieSession> idle = new ConcurrentLinkedDeque<>();

    /**
     * An engine.
     *
     * @param phases agenda groups, in the order in which they run
     */
    Engine(KieBase rules, List<String> phases) {
        this.rules = rules;
        this.phases = new ArrayList<>(phases);
        Collections.reverse(this.phases);
    }

    /** What rules inserted. */
    record Result(List<Found> found, List<TermsChoice> terms) {}

    /**
     * Runs the phases one after the other.
     *
     * @throws IllegalStateException when the rules fire without end
     */
    Result run(List<Subject> subjects, @Nullable AgendaEventListener listener) {
        KieSession session = idle.pollFirst();
        if (session == null) {
            session = rules.newKieSession();
        }
        boolean reusable = false;
        try {
            if (listener != null) {
                session.addEventListener(listener);
            }
            fire(session, subjects);
            if (listener != null) {
                session.removeEventListener(listener);
            }
            Result result = collect(session);
            ((InternalWorkingMemory) session).reset();
            idle.addFirst(session);
            reusable = true;
            return result;
        } finally {
            if (!reusable) {
                session.dispose();
            }
        }
    }

    private void fire(KieSession session, List<Subject> subjects) {
        for (Subject subject : subjects) {
            session.insert(subject);
        }
        // The agenda is a stack: the last that gets the focus runs first.
        for (String phase : phases) {
            session.getAgenda().getAgendaGroup(phase).setFocus();
        }
        if (session.fireAllRules(MAX_FIRINGS) >= MAX_FIRINGS) {
            throw new IllegalStateException("firings: " + MAX_FIRINGS + " (expected: rules that come to an end)");
        }
    }

    private static Result collect(KieSession session) {
        List<Found> found = new ArrayList<>();
        List<TermsChoice> terms = new ArrayList<>(2);
        for (Object object : session.getObjects()) {
            if (object instanceof Found each) {
                found.add(each);
            } else if (object instanceof TermsChoice choice) {
                terms.add(choice);
            }
        }
        return new Result(found, terms);
    }

    @Override
    public void close() {
        KieSession session = idle.pollFirst();
        while (session != null) {
            session.dispose();
            session = idle.pollFirst();
        }
    }
}
