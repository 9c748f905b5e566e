package io.tradeline.admin.state;

/**
 * Names a rule release: the SHA-256 of its files, in lower-case hexadecimal.
 *
 * <p>The text comes from another process and is taken as it is, so that an odd one is still shown instead of breaking the page.
 */
record Digest(String value) {
    private static final int SHORT_LENGTH = 12;

    /** The first 12 digits: enough for people to tell releases apart. */
    String abbreviated() {
        return value.length() <= SHORT_LENGTH ? value : value.substring(0, SHORT_LENGTH);
    }
}
