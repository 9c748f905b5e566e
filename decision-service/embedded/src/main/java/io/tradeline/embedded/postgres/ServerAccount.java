package io.tradeline.embedded.postgres;

import io.tradeline.embedded.EmbeddedServerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * As whom the server runs. PostgreSQL refuses to run as root: then it runs in a user namespace, where root has no name (and keeps its files); where the system
 * forbids those, as the user "nobody".
 *
 * @param prefix what stands before each of the server's commands
 * @param ownerId the user and group id that must own the data; -1 when it is the current user's
 */
record ServerAccount(List<String> prefix, int ownerId) {
    static final int NOBODY = 65_534;
    private static final List<String> USER_NAMESPACE = List.of("unshare", "-U");
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
    /** "nobody", who may enter root's private directories, for example those of tests. Not every container's root can give that right. */
    private static final List<String> AS_NOBODY_EVERYWHERE = List.of(
            "setpriv",
            "--reuid=" + NOBODY,
            "--regid=" + NOBODY,
            "--clear-groups",
            "--inh-caps=+dac_override",
            "--ambient-caps=+dac_override");

    /** A system property. */
    static final String FORCED = "tradeline.embedded.postgres.account";

    /**
     * The account for a data directory. {@code -Dtradeline.embedded.postgres.account=nobody} leaves the user namespace out.
     *
     * @param parent an existing directory, which the server must be able to reach
     */
    static ServerAccount choose(Path parent, Path program) {
        if (!isRoot()) {
            return new ServerAccount(List.of(), -1);
        }
        ServerAccount namespace = new ServerAccount(USER_NAMESPACE, -1);
        if (!"nobody".equals(System.getProperty(FORCED)) && namespace.canUse(parent, program)) {
            return namespace;
        }
        ServerAccount everywhere = new ServerAccount(AS_NOBODY_EVERYWHERE, NOBODY);
        if (everywhere.canUse(parent, program)) {
            return everywhere;
        }
        ServerAccount nobody = new ServerAccount(AS_NOBODY, NOBODY);
        if (nobody.canUse(parent, program)) {
            return nobody;
        }
        if (nobody.runs("true")) {
            throw new EmbeddedServerException("PostgreSQL refuses to run as root, so it runs as the user with id "
                    + NOBODY + ", who can't reach " + parent + " or " + program
                    + "; choose a directory that everyone may enter, for example --data-dir /var/tmp/tradeline");
        }
        throw new EmbeddedServerException("PostgreSQL refuses to run as root, and this system allows root neither"
                + " a user namespace (unshare -U) nor another user (setpriv); run as an ordinary user, or name a"
                + " running server in TRADELINE_DATABASE_URL");
    }

    private static boolean isRoot() {
        try {
            Path own = Path.of("/proc/self");
            if (Files.exists(own)) {
                return Integer.valueOf(0).equals(Files.getAttribute(own, "unix:uid"));
            }
            Process id = new ProcessBuilder("id", "-u").start();
            return "0".equals(new String(id.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip());
        } catch (IOException failure) {
            throw new EmbeddedServerException("can't find out who runs this program", failure);
        }
    }

    private boolean canUse(Path parent, Path program) {
        return runs("sh", "-c", "test -x \"$0\" && test -x \"$1\"", parent.toString(), program.toString());
    }

    private boolean runs(String... command) {
        try {
            Process probe = new ProcessBuilder(command(List.of(command)))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!probe.waitFor(10, TimeUnit.SECONDS)) {
                probe.destroyForcibly();
                return false;
            }
            return probe.exitValue() == 0;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("interrupted while starting PostgreSQL", interrupted);
        }
    }

    /** The command as it must be run. */
    List<String> command(List<String> command) {
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(command);
        return List.copyOf(whole);
    }

    /** Gives a file or an empty directory to the account. */
    void own(Path path) throws IOException {
        if (ownerId >= 0) {
            Files.setAttribute(path, "unix:uid", ownerId);
            Files.setAttribute(path, "unix:gid", ownerId);
        }
    }

    /** Makes sure that existing data belongs to the account: it may come from a run under other conditions. */
    void requireOwner(Path data) {
        try {
            int owner = (Integer) Files.getAttribute(data, "unix:uid");
            int expected = ownerId >= 0 ? ownerId : isRoot() ? 0 : owner;
            if (owner != expected) {
                throw new EmbeddedServerException(data + " belongs to the user with id " + owner + " (expected: "
                        + expected + ", as whom PostgreSQL runs now); give it over with: chown -R " + expected + ":"
                        + expected + " " + data);
            }
        } catch (IOException failure) {
            throw new EmbeddedServerException("can't read the owner of " + data, failure);
        }
    }
}
