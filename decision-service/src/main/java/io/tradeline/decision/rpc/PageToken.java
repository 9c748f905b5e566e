package io.tradeline.decision.rpc;

import io.grpc.StatusRuntimeException;
import io.tradeline.decision.refusal.Refusals;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Function;

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
     * @throws StatusRuntimeException INVALID_ARGUMENT when it is no token of a list with these filters
     */
    public static String read(String token, String... filters) {
        return read(token, "", Function.identity(), filters);
    }

    /**
     * The position in a token, parsed.
     *
     * @param first the position of the first page, for which there is no token
     * @param parse throws IllegalArgumentException when the text is no position
     * @throws StatusRuntimeException INVALID_ARGUMENT when it is no token of a list with these filters
     */
    public static <T> T read(String token, T first, Function<String, T> parse, String... filters) {
        if (token.isEmpty()) {
            return first;
        }
        String prefix = Integer.toHexString(Arrays.hashCode(filters)) + SEPARATOR;
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            if (text.startsWith(prefix)) {
                return parse.apply(text.substring(prefix.length()));
            }
        } catch (IllegalArgumentException tampered) {
            // Refused below like any other text: a status takes no cause.
        }
        throw Refusals.invalid("page_token", "unknown (expected: the next_page_token of a list with the same filters)");
    }
}
