package io.tradeline.rules.release;

import io.tradeline.rules.yaml.Mistakes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Gathers all that is wrong with a release. */
final class Problems {

    private final List<Problem> found = new ArrayList<>();

    void add(String path, int line, int column, String message) {
        Problem problem = new Problem(path, line, column, message);
        if (!found.contains(problem)) {
            found.add(problem);
        }
    }

    /** The release as a whole. */
    void add(String message) {
        add("", 0, 0, message);
    }

    Mistakes in(String path) {
        return (line, column, message) -> add(path, line, column, message);
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    void throwIfAny() throws InvalidReleaseException {
        if (!found.isEmpty()) {
            Collections.sort(found);
            throw new InvalidReleaseException(found);
        }
    }
}
