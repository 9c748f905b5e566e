package io.tradeline.tools.replay;

/**
 * A row that can't be replayed.
 *
 * @param line where the row starts in the file, from 1
 * @param message column, value and expectation
 */
record RowProblem(long line, String message) {

    @Override
    public String toString() {
        return "line " + line + ": " + message;
    }
}
