package io.tradeline.rules.release;

import java.util.List;
import java.util.stream.Collectors;

/** A release can't be compiled; says everything that is wrong with it. */
public final class InvalidReleaseException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public InvalidReleaseException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining(System.lineSeparator())));
        this.problems = List.copyOf(problems);
    }

    /** At least one, by path and place. */
    public List<Problem> problems() {
        return problems;
    }
}
