package io.tradeline.tools.simulate;

/** Something that must never be: what was expected, what was found, and where. */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Violation(String message) {
        super(message);
    }

    Violation(String message, Throwable cause) {
        super(message, cause);
    }
}
