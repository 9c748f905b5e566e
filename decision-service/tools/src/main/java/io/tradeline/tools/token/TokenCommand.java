package io.tradeline.tools.token;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints a bearer token for the local services. */
@Command(
        name = "token",
        description = {
            "Prints a bearer token for services started with ./tradeline start.",
            "Put it into the header \"authorization: Bearer TOKEN\". Whoever has it may do what its scopes say until it ends."
        })
public final class TokenCommand implements Callable<Integer> {
    @Option(
            names = "--scope",
            split = ",",
            paramLabel = "SCOPE",
            description = {
                "What the token allows, some of: decide, resolve, read, accounts, receivables, feed, releases, operate, simulate.",
                "Default: decide,read."
            })
    private List<String> scopes = List.of("decide", "read");

    @Option(
            names = "--account",
            paramLabel = "ID",
            description = {
                "Only for this account and what lies below it; may be given several times.",
                "Default: for all accounts."
            })
    private @Nullable List<String> accounts;

    @Option(
            names = "--subject",
            paramLabel = "NAME",
            defaultValue = "local",
            description = "For whom it is; decisions are logged with it (default: ${DEFAULT-VALUE}).")
    private String subject = "local";

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            defaultValue = "12h",
            converter = LifeConverter.class,
            description = "How long it holds, as 90s, 30m, 12h or 7d (default: ${DEFAULT-VALUE}).")
    private Duration ttl = Duration.ofHours(12);

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Directory with the local key, as given to start (default: .tradeline).")
    private @Nullable Path dataDir;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        String token = LocalTokens.open(dataDir).issue(subject, ttl, accounts, scopes.toArray(String[]::new));
        Objects.requireNonNull(spec).commandLine().getOut().println(token);
        return 0;
    }
}
