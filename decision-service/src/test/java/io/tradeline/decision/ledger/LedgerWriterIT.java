package io.tradeline.decision.ledger;

import static io.tradeline.decision.server.Sample.account;
import static io.tradeline.decision.server.Sample.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tradeline.decision.exposure.NodeRow;
import io.tradeline.decision.ledger.LedgerWrites.FactsSeen;
import io.tradeline.decision.ledger.LedgerWrites.NewPosting;
import io.tradeline.decision.ledger.LedgerWrites.NewRequest;
import io.tradeline.decision.ledger.LedgerWrites.RowChange;
import io.tradeline.decision.server.SharedService;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the ledger takes over only as long as everything is as it was thought to be. */
@ExtendWith(SharedService.class)
class LedgerWriterIT {

    private static final String ACCOUNT = "w-one";

    private Connection connection;
    private NodeRow row;

    @BeforeEach
    void oneAccount() throws SQLException {
        store(account(ACCOUNT));
        connection = SharedService.dataSource().getConnection();
        row = row();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void writesWhatIsAsItWas() throws SQLException {
        LedgerWrites writes = new LedgerWrites();
        writes.rows.add(new RowChange(row, with(row, row.version() + 1)));
        writes.factsSeen.add(new FactsSeen(ACCOUNT, row.factsVersion()));

        new LedgerWriter().write(connection, writes);

        assertThat(row().version()).isEqualTo(row.version() + 1);
        assertThat(row().sameFigures(with(row, row.version() + 1))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "facts",
                "version",
                "reserved",
                "receivables",
                "disputed",
                "unapplied",
                "book",
                "habits",
                "place",
                "head"
            })
    void writesNothingWhenAnAccountIsOtherThanItWasThoughtToBe(String different) throws SQLException {
        LedgerWrites writes = new LedgerWrites();
        String request = "w-" + UUID.randomUUID();
        writes.requests.add(new NewRequest(request, new byte[] {1}, UUID.randomUUID(), new byte[] {2}));
        writes.rows.add(new RowChange(other(row, different), with(row, row.version() + 1)));

        SQLException refused =
                catchThrowableOfType(SQLException.class, () -> new LedgerWriter().write(connection, writes));

        assertThat(SqlFailures.isMovedOn(refused)).isTrue();
        assertThat(refused.getMessage()).contains("0 of 1 rows are what they were");
        assertThat(row().sameFigures(row)).isTrue();
        assertThat(known(request)).isFalse();
    }

    @Test
    void writesNothingWhenFactsThatWereSeenAreOthersNow() throws SQLException {
        LedgerWrites writes = new LedgerWrites();
        writes.rows.add(new RowChange(row, with(row, row.version() + 1)));
        writes.factsSeen.add(new FactsSeen(ACCOUNT, row.factsVersion() + 1));

        SQLException refused =
                catchThrowableOfType(SQLException.class, () -> new LedgerWriter().write(connection, writes));

        assertThat(SqlFailures.isMovedOn(refused)).isTrue();
        assertThat(row().sameFigures(row)).isTrue();
    }

    @Test
    void writesNothingWhenARequestOrPostingIsKnown() throws SQLException {
        String id = "w-" + UUID.randomUUID();
        LedgerWrites first = new LedgerWrites();
        first.requests.add(new NewRequest(id, new byte[] {1}, UUID.randomUUID(), new byte[] {2}));
        first.postings.add(posting(id));
        new LedgerWriter().write(connection, first);

        LedgerWrites sameRequest = new LedgerWrites();
        sameRequest.requests.add(new NewRequest(id, new byte[] {1}, UUID.randomUUID(), new byte[] {2}));
        sameRequest.rows.add(new RowChange(row, with(row, row.version() + 1)));
        LedgerWrites samePosting = new LedgerWrites();
        samePosting.postings.add(posting(id));
        samePosting.rows.add(new RowChange(row, with(row, row.version() + 1)));

        for (LedgerWrites again : List.of(sameRequest, samePosting)) {
            SQLException refused =
                    catchThrowableOfType(SQLException.class, () -> new LedgerWriter().write(connection, again));
            assertThat(SqlFailures.isMovedOn(refused)).isTrue();
            assertThat(row().sameFigures(row)).isTrue();
        }
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM request WHERE request_id = ?")) {
            delete.setString(1, id);
            delete.executeUpdate();
        }
    }

    @Test
    void aViolationOfAnotherKindIsAFailure() throws SQLException {
        LedgerWrites writes = new LedgerWrites();
        NodeRow negative = new NodeRow(
                ACCOUNT,
                row.factsVersion(),
                row.version() + 1,
                -1,
                0,
                0,
                0,
                row.book(),
                row.habits(),
                row.logSequence(),
                row.logHash());
        writes.rows.add(new RowChange(row, negative));

        SQLException refused =
                catchThrowableOfType(SQLException.class, () -> new LedgerWriter().write(connection, writes));

        assertThat(refused.getSQLState()).isEqualTo("23514");
        assertThat(SqlFailures.isMovedOn(refused)).isFalse();
    }

    private static NewPosting posting(String id) {
        return new NewPosting(
                id,
                ACCOUNT,
                new byte[] {1},
                new byte[0],
                new byte[0],
                Instant.parse("1999-12-31T23:59:59.999Z").toEpochMilli());
    }

    private NodeRow row() throws SQLException {
        return Objects.requireNonNull(
                PostgresLedger.readNodes(connection, List.of(ACCOUNT)).get(ACCOUNT), "the account was stored");
    }

    private boolean known(String requestId) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT EXISTS (SELECT FROM request WHERE request_id = ?)")) {
            select.setString(1, requestId);
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                return rows.getBoolean(1);
            }
        }
    }

    private static NodeRow with(NodeRow row, long version) {
        return new NodeRow(
                row.accountId(),
                row.factsVersion(),
                version,
                row.reservedMinor(),
                row.receivablesMinor(),
                row.disputedMinor(),
                row.unappliedMinor(),
                row.book(),
                row.habits(),
                row.logSequence(),
                row.logHash());
    }

    private static NodeRow other(NodeRow row, String different) {
        return new NodeRow(
                row.accountId(),
                row.factsVersion() + (different.equals("facts") ? 1 : 0),
                row.version() + (different.equals("version") ? 1 : 0),
                row.reservedMinor() + (different.equals("reserved") ? 1 : 0),
                row.receivablesMinor() + (different.equals("receivables") ? 1 : 0),
                row.disputedMinor() + (different.equals("disputed") ? 1 : 0),
                row.unappliedMinor() + (different.equals("unapplied") ? 1 : 0),
                different.equals("book") ? new byte[] {7} : row.book(),
                different.equals("habits") ? new byte[] {7} : row.habits(),
                row.logSequence() + (different.equals("place") ? 1 : 0),
                different.equals("head") ? new byte[] {7} : row.logHash());
    }
}
