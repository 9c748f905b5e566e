package io.tradeline.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.tools.ExitCodes;
import io.tradeline.tools.Tradeline;
import io.tradeline.tools.launch.DatabaseAddress;
import io.tradeline.tools.launch.LocalStack;
import io.tradeline.tools.launch.SharedStack;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The command on books that the real decision service has kept. */
@ExtendWith(SharedStack.class)
class AuditCommandIT {
    private static final String ORDERS = """
            order_id,placed_at,customer_id,country,lines,units,total_gbp
            1001,2010-03-08T09:00:00Z,ann,EIRE,1,1,120.50
            1002,2010-03-08T09:30:00Z,bob,EIRE,1,1,80.00
            1003,2010-03-09T10:00:00Z,ann,EIRE,1,1,35.25
            """;

    private final StringWriter out = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void theExitCodeSaysWhetherTheBooksHold() throws Exception {
        Path orders = Files.writeString(directory.resolve("orders.csv"), ORDERS);
        LocalStack stack = SharedStack.stack();
        assertThat(run("replay", "--run", "audited", "--audit", "none", orders.toString()))
                .as("%s", out)
                .isEqualTo(ExitCodes.OK);
        assertThat(out.toString()).doesNotContain("Audit of");

        assertThat(run("audit", "--replay", "all")).as("%s", out).isEqualTo(ExitCodes.OK);
        assertThat(out.toString())
                .contains("Audit of " + stack.database().url())
                .containsPattern("decisions replayed, equal and within limits +[1-9]")
                .contains("All of it holds")
                .doesNotContain(stack.database().password());

        // Behind the service's back: one penny more is owed than what the ledger tells of.
        String account = change(
                stack.database(),
                "UPDATE decision.account SET receivables_minor = receivables_minor + 1"
                        + " WHERE account_id = (SELECT min(account_id) FROM decision.account WHERE receivables_minor > 0)"
                        + " RETURNING account_id");

        assertThat(run("audit")).as("%s", out).isEqualTo(ExitCodes.FAILED);
        assertThat(out.toString())
                .containsPattern("\\d+ (thing does|things do) not hold:")
                .contains("account " + account + ": figures ", " are not the sum of its ledger entries, ")
                .doesNotContain("All of it holds");
        assertThat(run("audit", "--json")).as("%s", out).isEqualTo(ExitCodes.FAILED);
        assertThat(out.toString()).contains("\"holds\": false").contains(account);

        change(
                stack.database(),
                "UPDATE decision.account SET receivables_minor = receivables_minor - 1 WHERE account_id = '" + account
                        + "' RETURNING account_id");
        assertThat(run("audit")).as("%s", out).isEqualTo(ExitCodes.OK);
    }

    private int run(String command, String... arguments) {
        out.getBuffer().setLength(0);
        return Tradeline.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(out, true))
                .execute(SharedStack.command(command, arguments));
    }

    /** Changes rows, and gives the account of the first. */
    private static String change(DatabaseAddress database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                PreparedStatement statement = connection.prepareStatement(sql);
                var rows = statement.executeQuery()) {
            assertThat(rows.next()).as(sql).isTrue();
            return rows.getString(1);
        }
    }
}
