package io.tradeline.decision.releases;

import java.util.ArrayList;
import java.util.List;

/**
 * Has a command run with what the processors have left, or else with a small share of them; where neither may be had, with a share like everyone's: better than not at all. A container that runs out of
 * memory is to lose this process, not the one that decides.
 *
 * <p>Linux may share the processors out among sessions before it looks at priorities (autogroup): an idle process of one session then takes turns with the busy ones of the others, of which each
 * PostgreSQL process is one. So the command gets a session of its own, with the smallest share. In a container the sessions share its control group, and it makes no difference.
 */
final class LastInLine {

    private static final String SCRIPT = """
            if [ -w /proc/self/oom_score_adj ]; then echo 1000 > /proc/self/oom_score_adj; fi
            if chrt --idle 0 true; then set -- chrt --idle 0 "$@"; elif nice -n 19 true; then set -- nice -n 19 "$@"; fi
            if [ -w /proc/self/autogroup ] && setsid true; then exec setsid /bin/sh -c 'echo 19 > /proc/self/autogroup; exec "$@"' sh "$@"; fi
            exec "$@\"""";

    private LastInLine() {}

    static List<String> command(List<String> command) {
        List<String> last = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "sh"));
        last.addAll(command);
        return last;
    }
}
