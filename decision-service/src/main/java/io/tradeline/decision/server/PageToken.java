package io.tradeline.decision.server;

import io.tradeline.decision.refusal.Refusals;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Where a page ended, in a form that callers have no use for but to send it back, bound to the filters of its list. */
public final class PageToken {

    private static final String SEPARATOR = "\n";

    private PageToken() {}

    public static String write(String position, String... filters) {
        String text = Integer.toHexString(Arrays.hashCode(filters)) + SEPARATOR + position;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The position in a token; empty for the first page.
     *
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT when it is no token of a list with these filters
     */
    public static String read(String token, String... filters) {
        if (token.isEmpty()) {
            return "";
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            String prefix = Integer.toHexString(Arrays.hashCode(filters)) + SEPARATOR;
            if (text.startsWith(prefix)) {
                return text.substring(prefix.length());
            }
        } catch (IllegalArgumentException notBase64) {
            throw unusable(notBase64);
        }
        throw unusable(null);
    }

    private static RuntimeException unusable(@org.jspecify.annotations.Nullable Throwable cause) {
        return (RuntimeException) Refusals.invalid(
                        "page_token", "unknown (expected: the next_page_token of a list with the same filters)")
                .initCause(cause);
    }
}
