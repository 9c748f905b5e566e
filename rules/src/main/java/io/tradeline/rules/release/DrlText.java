package io.tradeline.rules.release;

/** DRL text with what is not code taken out, every character in its place. */
final class DrlText {

    private final String text;
    private final String withoutComments;
    private final String code;

    DrlText(String text) {
        this.text = text;
        StringBuilder noComments = new StringBuilder(text);
        StringBuilder noStrings = new StringBuilder(text);
        int i = 0;
        while (i < text.length()) {
            int end;
            if (text.startsWith("//", i)) {
                end = endOf(text, "\n", i);
                blank(noComments, i, end);
                blank(noStrings, i, end);
            } else if (text.startsWith("/*", i)) {
                end = Math.min(text.length(), endOf(text, "*/", i + 2) + 2);
                blank(noComments, i, end);
                blank(noStrings, i, end);
            } else if (text.charAt(i) == '"') {
                end = i + 1;
                while (end < text.length() && text.charAt(end) != '"' && text.charAt(end) != '\n') {
                    end += text.charAt(end) == '\\' ? 2 : 1;
                }
                end = Math.min(text.length(), end + 1);
                blank(noStrings, i + 1, end - 1);
            } else {
                end = i + 1;
            }
            i = end;
        }
        this.withoutComments = noComments.toString();
        this.code = noStrings.toString();
    }

    /** Without comments. */
    String withoutComments() {
        return withoutComments;
    }

    /** Without comments and the insides of strings. */
    String code() {
        return code;
    }

    /** From 1. */
    int line(int offset) {
        int line = 1;
        for (int i = 0; i < offset; i++) {
            if (text.charAt(i) == '\n') {
                line++;
            }
        }
        return line;
    }

    /** From 1. */
    int column(int offset) {
        return offset - text.lastIndexOf('\n', offset - 1);
    }

    private static int endOf(String text, String mark, int from) {
        int end = text.indexOf(mark, from);
        return end < 0 ? text.length() : end;
    }

    private static void blank(StringBuilder text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) != '\n') {
                text.setCharAt(i, ' ');
            }
        }
    }
}
