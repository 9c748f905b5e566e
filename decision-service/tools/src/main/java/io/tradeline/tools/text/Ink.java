package io.tradeline.tools.text;

import java.io.Console;

/** Colour for a terminal, or none. Text carries the same meaning without it. */
public enum Ink {
    /** No escape sequences. */
    PLAIN,
    /** ANSI escape sequences. */
    COLOURED;

    /** Coloured only where standard output is a terminal, {@code NO_COLOR} is not set and the terminal is not dumb. */
    public static Ink ofStandardOutput() {
        String noColour = System.getenv("NO_COLOR");
        boolean wanted = noColour == null || noColour.isEmpty();
        return wanted && isTerminal() && !"dumb".equals(System.getenv("TERM")) ? COLOURED : PLAIN;
    }

    /** Whether a person looks at standard output. */
    @SuppressWarnings("SystemConsoleNull")
    public static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // From Java 22 on there is a console even where there is no terminal, and this method to tell.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException before22) {
            return true;
        } catch (ReflectiveOperationException failed) {
            return false;
        }
    }

    public String green(String text) {
        return paint("32;1", text);
    }

    public String yellow(String text) {
        return paint("33;1", text);
    }

    public String red(String text) {
        return paint("31;1", text);
    }

    public String bold(String text) {
        return paint("1", text);
    }

    public String dim(String text) {
        return paint("2", text);
    }

    private String paint(String code, String text) {
        return this == PLAIN ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
