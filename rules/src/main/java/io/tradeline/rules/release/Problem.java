package io.tradeline.rules.release;

import java.util.Comparator;

/**
 * Something in a release that keeps it from being compiled.
 *
 * @param path the file, relative to the folder of the rule sets; empty when it is about the release as a whole
 * @param line from 1; 0 when it is about the whole file
 * @param column from 1; 0 when it is about the whole line
 * @param message value and expectation
 */
public record Problem(String path, int line, int column, String message) implements Comparable<Problem> {

    private static final Comparator<Problem> ORDER = Comparator.comparing(Problem::path)
            .thenComparingInt(Problem::line)
            .thenComparingInt(Problem::column)
            .thenComparing(Problem::message);

    @Override
    public int compareTo(Problem other) {
        return ORDER.compare(this, other);
    }

    /** For people: {@code credit-limits/parameters.yaml:12:3: message}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(path.isEmpty() ? "release" : path);
        if (line > 0) {
            text.append(':').append(line);
        }
        if (column > 0) {
            text.append(':').append(column);
        }
        return text.append(": ").append(message).toString();
    }
}
