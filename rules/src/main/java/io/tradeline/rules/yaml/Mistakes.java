package io.tradeline.rules.yaml;

/** Where mistakes in a file go. */
@FunctionalInterface
public interface Mistakes {

    /**
     * A mistake.
     *
     * @param line from 1; 0: the whole file
     * @param column from 1; 0: the whole line
     * @param message value and expectation
     */
    void at(int line, int column, String message);
}
