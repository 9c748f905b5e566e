package io.tradeline.tools.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.tools.ExitCodes;
import io.tradeline.tools.Tradeline;
import io.tradeline.tools.client.AccountUpload;
import io.tradeline.tools.client.FakeDecisionService;
import io.tradeline.tools.client.ServiceClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class DecideCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void printsTheDecision() throws Exception {
        try (FakeDecisionService service = FakeDecisionService.start(1_000_000)) {
            know(service, "ACME");

            int code = decide(service, FakeDecisionService.TOKEN, order("ACME").toString());

            assertThat(code).isEqualTo(ExitCodes.OK);
            assertThat(out.toString())
                    .startsWith("APPROVED  order SO-1 of ACME, 12.50 EUR")
                    .contains("  request   decide-");
            assertThat(service.effects()).isEqualTo(1);
        }
    }

    @Test
    void whatIfHasNoEffect() throws Exception {
        try (FakeDecisionService service = FakeDecisionService.start(1_000)) {
            know(service, "ACME");

            int code = decide(service, FakeDecisionService.TOKEN, order("ACME").toString(), "--what-if", "--json");

            assertThat(code).isEqualTo(ExitCodes.OK);
            assertThat(out.toString()).contains("\"outcome\": \"OUTCOME_DECLINED\"", "\"kind\": \"KIND_EVALUATE\"");
            assertThat(service.effects()).isZero();
        }
    }

    @Test
    void saysWhatTheServiceSays() throws Exception {
        try (FakeDecisionService service = FakeDecisionService.start(1_000)) {
            int unknown =
                    decide(service, FakeDecisionService.TOKEN, order("NOBODY").toString());

            assertThat(unknown).isEqualTo(ExitCodes.FAILED);
            assertThat(err.toString()).isEqualTo("tradeline: account: NOBODY" + System.lineSeparator());

            int stranger = decide(service, "other-token", order("NOBODY").toString());

            assertThat(stranger).isEqualTo(ExitCodes.FAILED);
            assertThat(err.toString()).contains("does not accept the token: token: unknown");
        }
    }

    @Test
    void noService() throws Exception {
        FakeDecisionService gone = FakeDecisionService.start(1_000);
        gone.close();

        int code = decide(gone, FakeDecisionService.TOKEN, order("ACME").toString());

        assertThat(code).isEqualTo(ExitCodes.ENVIRONMENT);
        assertThat(err.toString())
                .contains("no decision service at " + gone.target() + "; start one with ./tradeline start");
    }

    @Test
    void twoTokensAreOneTooMany() throws Exception {
        int code = run("decide", order("ACME").toString(), "--token", "a", "--token-file", "b");

        assertThat(code).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString()).contains("--token, --token-file: both given (expected: one of them)");
    }

    private Path order(String accountId) throws IOException {
        return Files.writeString(
                directory.resolve("order.json"),
                "{\"orderId\": \"SO-1\", \"accountId\": \"" + accountId
                        + "\", \"buyerId\": \"b\", \"amount\": {\"currencyCode\": \"EUR\", \"amountMinor\": 1250}}");
    }

    private static void know(FakeDecisionService service, String accountId) {
        try (ServiceClient client = ServiceClient.of(service.target(), () -> FakeDecisionService.TOKEN)) {
            new AccountUpload(client)
                    .store(List.of(Account.newBuilder().setAccountId(accountId).build()));
        }
    }

    private int decide(FakeDecisionService service, String token, String file, String... options) {
        List<String> arguments = new ArrayList<>(
                List.of("decide", file, "--target", service.target().toString(), "--token", token));
        arguments.addAll(List.of(options));
        return run(arguments.toArray(String[]::new));
    }

    private int run(String... arguments) {
        CommandLine commandLine = Tradeline.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
