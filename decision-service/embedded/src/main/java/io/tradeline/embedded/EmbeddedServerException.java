package io.tradeline.embedded;

import org.jspecify.annotations.Nullable;

/** An embedded server could not do what was asked. The message is for the person at the keyboard: what is wrong, and what helps. */
public class EmbeddedServerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EmbeddedServerException(String message) {
        this(message, null);
    }

    public EmbeddedServerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
