package io.tradeline.tools.start;

import io.tradeline.tools.launch.TradelineHome;
import java.nio.file.Path;

/**
 * Paths as a person pastes them into a terminal: short when the command was called from Tradeline's own directory, where the next terminal is likely to be, too;
 * from anywhere else whole, so that they hold wherever they are pasted.
 *
 * @param home the root of the repository, absolute
 * @param workingDirectory from where the command was called, absolute
 */
record ShellPaths(Path home, Path workingDirectory) {

    static ShellPaths ofThisProcess() {
        return new ShellPaths(
                TradelineHome.directory(), Path.of("").toAbsolutePath().normalize());
    }

    /** A path as a shell takes it for one word. */
    String word(Path path) {
        boolean small = workingDirectory.equals(home) && path.startsWith(home);
        String text = (small ? home.relativize(path) : path).toString();
        return text.matches("[A-Za-z0-9._/+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    /** The script as it is called. */
    String script() {
        return workingDirectory.equals(home) ? "./tradeline" : word(home.resolve("tradeline"));
    }
}
