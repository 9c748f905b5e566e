package io.tradeline.decision.audit;

import static io.tradeline.decision.server.Sample.CLOCK;
import static io.tradeline.decision.server.Sample.account;
import static io.tradeline.decision.server.Sample.approved;
import static io.tradeline.decision.server.Sample.branch;
import static io.tradeline.decision.server.Sample.date;
import static io.tradeline.decision.server.Sample.euro;
import static io.tradeline.decision.server.Sample.order;
import static io.tradeline.decision.server.Sample.store;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.tradeline.decision.ledger.HashChain;
import io.tradeline.decision.server.Refusal;
import io.tradeline.decision.server.Sample;
import io.tradeline.decision.server.SharedService;
import io.tradeline.proto.accounts.v1.AccountStatus;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.ExplainRequest;
import io.tradeline.proto.decision.v1.Invoice;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.decision.v1.PostReceivablesRequest;
import io.tradeline.proto.decision.v1.Posting;
import io.tradeline.proto.decision.v1.ReleaseRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever changes the books behind the service's back is found out, and the audit says where. */
@ExtendWith(SharedService.class)
class AuditIT {

    private static final List<Decision> DECISIONS = new ArrayList<>();

    @BeforeAll
    static void keepBooks() {
        store(
                account("t-head"),
                branch("t-branch", "t-head"),
                account("t-closed").setStatus(AccountStatus.ACCOUNT_STATUS_CLOSED));
        for (int i = 0; i < 4; i++) {
            DECISIONS.add(approved("t-" + i, order("t-branch", 100_00 + i)));
        }
        SharedService.service()
                .decisions()
                .release(ReleaseRequest.newBuilder()
                        .setRequestId("t-release")
                        .setAuthorizationId(DECISIONS.get(3).getAuthorizationId())
                        .setAmount(euro(1_00))
                        .setClock(CLOCK)
                        .build());
        SharedService.service()
                .exposures()
                .postReceivables(PostReceivablesRequest.newBuilder()
                        .addPostings(Posting.newBuilder()
                                .setPostingId("t-invoice")
                                .setAccountId("t-branch")
                                .setClock(CLOCK)
                                .setInvoice(Invoice.newBuilder()
                                        .setDocumentId("T-1")
                                        .setAmount(euro(50_00))
                                        .setInvoiceDate(date("2025-03-04"))
                                        .setDueDate(date("2025-04-04"))))
                        .build());
    }

    @Test
    void aDecisionThatWasChanged() throws Exception {
        String second = DECISIONS.get(1).getDecisionId();

        assertThat(found("decision", id(1), "UPDATE decision SET body = body || '\\x00' WHERE " + id(1)))
                .containsExactly("decision " + second + " of account t-branch: was changed after it was made");
        assertThat(found("decision", id(1), "UPDATE decision SET facts = facts || '\\x00' WHERE " + id(1)))
                .containsExactly("decision " + second + " of account t-branch: was changed after it was made");
    }

    @Test
    void aDecisionThatIsMissing() throws Exception {
        assertThat(found("decision", id(1), "DELETE FROM decision WHERE " + id(1)))
                .anyMatch(problem -> problem.contains(DECISIONS.get(2).getDecisionId())
                        && problem.contains("place 3 in the log (expected: 2)"))
                .anyMatch(problem -> problem.endsWith("does not follow the decision before it"))
                .anyMatch(problem -> problem.equals("1 requests were answered by decisions that are not in the log"));
        assertThat(found("decision", id(3), "DELETE FROM decision WHERE " + id(3)))
                .anyMatch(problem -> problem.equals(
                        "account t-branch: its log ends at place 3 (expected: 4, with the hash in the account's row)"));
    }

    @Test
    void twoDecisionsThatWereSwapped() throws Exception {
        assertThat(
                        found(
                                "decision",
                                "account_id = 't-branch'",
                                "UPDATE decision SET log_sequence = 5 - log_sequence WHERE account_id = 't-branch' AND log_sequence IN (2, 3)"))
                .filteredOn(problem -> problem.endsWith("does not follow the decision before it"))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void aFigureThatWasChanged() throws Exception {
        assertThat(found(
                        "account",
                        "account_id = 't-head'",
                        "UPDATE account SET reserved_minor = reserved_minor + 1 WHERE account_id = 't-head'"))
                .anyMatch(problem -> problem.startsWith("account t-head: figures")
                        && problem.contains("the sum of its ledger entries"))
                .anyMatch(problem -> problem.startsWith("account t-head: figures")
                        && problem.contains("what the orders and items of it and its branches come to"))
                .anyMatch(problem -> problem.startsWith("exposure of t-head: due"));
        assertThat(found(
                        "account",
                        "account_id = 't-head'",
                        "UPDATE account SET book = '\\x0199' WHERE account_id = 't-head'"))
                .singleElement()
                .asString()
                .contains("t-head", "garbled");
        assertThat(found(
                        "account",
                        "account_id = 't-head'",
                        "UPDATE account SET unapplied_minor = 1 WHERE account_id = 't-head'"))
                .singleElement()
                .asString()
                .startsWith("account t-head: figures");
    }

    @Test
    void anEntryAnItemOrAnOrderThatWasChanged() throws Exception {
        assertThat(
                        found(
                                "journal",
                                "(entries[1]).account_id = 't-branch'",
                                "UPDATE journal SET entries[1].reserved_delta = (entries[1]).reserved_delta - 1 WHERE journal_id = (SELECT max(journal_id) FROM journal WHERE (entries[1]).account_id = 't-branch')"))
                .hasSize(2)
                .allMatch(problem -> problem.contains("the sum of its ledger entries"));
        assertThat(
                        found(
                                "receivable",
                                "account_id = 't-branch'",
                                "UPDATE receivable SET credit_open_minor = credit_open_minor - 1 WHERE account_id = 't-branch'"))
                .hasSize(2)
                .allMatch(problem -> problem.contains("what the orders and items"));
        assertThat(found(
                        "decision",
                        id(0),
                        "UPDATE decision SET credit_reserved_minor = credit_reserved_minor - 1 WHERE " + id(0)))
                .hasSize(2)
                .allMatch(problem -> problem.contains("what the orders and items"));
        assertThat(found(
                        "order_authorization",
                        "account_id = 't-branch'",
                        "DELETE FROM order_authorization WHERE account_id = 't-branch'"))
                .hasSize(2)
                .allMatch(problem -> problem.contains("what the orders and items"));
    }

    @Test
    void factsThatWereChanged() throws Exception {
        assertThat(found(
                        "account_facts",
                        "account_id = 't-head'",
                        "UPDATE account_facts SET content = content || '\\x00' WHERE account_id = 't-head'"))
                .containsExactly("facts of account t-head in version 1 were changed after they were stored");
    }

    /** Who holds the keys of the database can chain a forged decision anew: its facts still decide otherwise. */
    @Test
    void aForgedDecisionDoesNotReplayAndIsNotExplained() throws Exception {
        Decision honest = Sample.decided(Outcome.OUTCOME_DECLINED, "t-closed-1", order("t-closed", 1_00));
        UUID id = UUID.fromString(honest.getDecisionId());
        byte[] body = honest.toBuilder()
                .setOutcome(Outcome.OUTCOME_APPROVED)
                .clearLogSequence()
                .clearLogHash()
                .build()
                .toByteArray();
        byte[] hash;
        try (Connection connection = SharedService.dataSource().getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT facts FROM decision WHERE decision_id = ?")) {
            statement.setObject(1, id);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                hash = HashChain.next(HashChain.START, id, rows.getBytes(1), body);
            }
        }
        String hex = java.util.HexFormat.of().formatHex(body);
        String chained = "'\\x" + java.util.HexFormat.of().formatHex(hash) + "'";

        List<String> problems = found(
                "account",
                "account_id = 't-closed'",
                "UPDATE account SET log_hash = " + chained + " WHERE account_id = 't-closed'",
                () -> found(
                        "decision",
                        "decision_id = '" + id + "'",
                        "UPDATE decision SET body = '\\x" + hex + "', log_hash = " + chained + " WHERE decision_id = '"
                                + id + "'",
                        () -> {
                            Refusal.of(() -> SharedService.service()
                                            .decisions("read")
                                            .explain(ExplainRequest.newBuilder()
                                                    .setDecisionId(id.toString())
                                                    .build()))
                                    .is(Code.DATA_LOSS, "NOT_REPRODUCED");
                            return new Audit(SharedService.dataSource())
                                    .run(Long.MAX_VALUE)
                                    .problems();
                        }));

        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("decision " + id + ": replayed as OUTCOME_DECLINED (expected: OUTCOME_APPROVED");
    }

    private static String id(int index) {
        return "decision_id = '" + DECISIONS.get(index).getDecisionId() + "'";
    }

    private interface Look {
        List<String> problems() throws Exception;
    }

    private static List<String> found(String table, String rows, String tampering) throws Exception {
        return found(
                table,
                rows,
                tampering,
                () -> new Audit(SharedService.dataSource()).run(0).problems());
    }

    /** What an audit says after the tampering, which is undone. */
    private static List<String> found(String table, String rows, String tampering, Look look) throws Exception {
        String kept = "kept_" + table;
        execute("CREATE TABLE " + kept + " AS SELECT * FROM " + table + " WHERE " + rows, tampering);
        try {
            return look.problems();
        } finally {
            execute(
                    "DELETE FROM " + table + " WHERE " + rows,
                    "INSERT INTO " + table + " OVERRIDING SYSTEM VALUE SELECT * FROM " + kept,
                    "DROP TABLE " + kept);
        }
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = SharedService.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
