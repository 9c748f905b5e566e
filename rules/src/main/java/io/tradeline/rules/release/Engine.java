package io.tradeline.rules.release;

import io.tradeline.rules.situation.Found;
import io.tradeline.rules.situation.Subject;
import io.tradeline.rules.situation.TermsChoice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.drools.core.common.InternalWorkingMemory;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieBase;
import org.kie.api.event.rule.AgendaEventListener;
import org.kie.api.runtime.KieSession;

/** Runs compiled rules over the facts of one decision, in a session that is used again. */
final class Engine implements AutoCloseable {

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
        java.util.Collections.reverse(this.phases);
    }

    /** What rules inserted. */
    record Result(List<Found> found, List<TermsChoice> terms) {}

    Result run(List<Subject> subjects, @Nullable AgendaEventListener listener) {
        KieSession session = idle.pollFirst();
        if (session == null) {
            session = rules.newKieSession();
        }
        for (Subject subject : subjects) {
            session.insert(subject);
        }
        // The agenda is a stack: the last that gets the focus runs first.
        for (String phase : phases) {
            session.getAgenda().getAgendaGroup(phase).setFocus();
        }
        if (listener != null) {
            session.addEventListener(listener);
        }
        session.fireAllRules();
        if (listener != null) {
            session.removeEventListener(listener);
        }
        List<Found> found = new ArrayList<>();
        List<TermsChoice> terms = new ArrayList<>(2);
        Collection<? extends Object> objects = session.getObjects();
        for (Object object : objects) {
            if (object instanceof Found each) {
                found.add(each);
            } else if (object instanceof TermsChoice choice) {
                terms.add(choice);
            }
        }
        // A session that threw is not used again.
        ((InternalWorkingMemory) session).reset();
        idle.addFirst(session);
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
