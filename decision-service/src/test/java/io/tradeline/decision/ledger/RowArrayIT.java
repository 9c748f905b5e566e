package io.tradeline.decision.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tradeline.decision.server.SharedService;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.jdbc.PgConnection;

/** Rows arrive in PostgreSQL as they were given. */
@ExtendWith(SharedService.class)
class RowArrayIT {

    private static final UUID ID = UUID.fromString("01a20173-152e-7dbd-b91d-43c720f77816");
    private static final Instant MOMENT = Instant.parse("2010-12-31T23:59:59.123Z");
    private static final Instant BEFORE_2000 = Instant.parse("1969-07-20T20:17:40Z");

    @Test
    void eachKindOfColumnComesThrough() throws SQLException {
        RowArray orders = new RowArray("order_authorization", 16);
        order(orders, "Müller & Søn 你好", Long.MAX_VALUE, MOMENT, new byte[] {0, -1}, true);
        order(orders, "", Long.MIN_VALUE, null, new byte[0], false);

        try (Connection connection = SharedService.dataSource().getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT * FROM unnest(?) WITH ORDINALITY ORDER BY ordinality")) {
            select.setObject(1, orders.on(connection.unwrap(PgConnection.class)));
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                assertThat(rows.getObject(1, UUID.class)).isEqualTo(ID);
                assertThat(rows.getString(2)).isEqualTo("Müller & Søn 你好");
                assertThat(rows.getShort(4)).isEqualTo((short) 3);
                assertThat(rows.getLong(6)).isEqualTo(Long.MAX_VALUE);
                assertThat(rows.getObject(11, OffsetDateTime.class).toInstant()).isEqualTo(MOMENT);
                assertThat(rows.getInt(14)).isEqualTo(-7);
                assertThat(rows.getBytes(15)).containsExactly(0, -1);
                assertThat(rows.getBoolean(16)).isTrue();
                rows.next();
                assertThat(rows.getString(2)).isEmpty();
                assertThat(rows.getLong(6)).isEqualTo(Long.MIN_VALUE);
                assertThat(rows.getObject(11)).isNull();
                assertThat(rows.getBytes(15)).isEmpty();
                assertThat(rows.getBoolean(16)).isFalse();
                assertThat(rows.next()).isFalse();
            }
        }
    }

    @Test
    void manyRowsWithArraysAndNullsComeThrough() throws SQLException {
        int count = 5_000;
        RowArray entries = new RowArray("exposure_entry", 11);
        for (int i = 0; i < count; i++) {
            entries.row()
                    .text("a-" + i)
                    .bigint(i)
                    .smallint(1)
                    .text(null)
                    .bigint(1)
                    .bigint(-i)
                    .bigint(0)
                    .bigint(0)
                    .time(BEFORE_2000.toEpochMilli())
                    .texts(i % 2 == 0 ? List.of() : List.of("head", "group"))
                    .bigints(i % 2 == 0 ? List.of() : List.of((long) i, 2L * i));
        }
        assertThat(entries.count()).isEqualTo(count);

        try (Connection connection = SharedService.dataSource().getConnection();
                PreparedStatement select = connection.prepareStatement("""
                        SELECT count(*), sum(exposure_version), sum(receivables_delta), count(subject), min(occurred_at),
                               sum(cardinality(above_ids)), sum(above_versions[2]), max(above_ids[1]) FROM unnest(?)""")) {
            select.setObject(1, entries.on(connection.unwrap(PgConnection.class)));
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                long sum = (long) count * (count - 1) / 2;
                assertThat(rows.getLong(1)).isEqualTo(count);
                assertThat(rows.getLong(2)).isEqualTo(sum);
                assertThat(rows.getLong(3)).isEqualTo(-sum);
                assertThat(rows.getLong(4)).isZero();
                assertThat(rows.getObject(5, OffsetDateTime.class).toInstant()).isEqualTo(BEFORE_2000);
                assertThat(rows.getLong(6)).isEqualTo(count);
                // The odd numbers below 5,000 add up to 2,500 squared.
                assertThat(rows.getLong(7)).isEqualTo(2L * 2_500 * 2_500);
                assertThat(rows.getString(8)).isEqualTo("head");
            }
        }
    }

    @Test
    void columnsOfAnotherTypeAreRefused() throws SQLException {
        RowArray wrong = new RowArray("facts_seen", 2);
        wrong.row().text("a").text("1");

        try (Connection connection = SharedService.dataSource().getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT * FROM unnest(?)")) {
            select.setObject(1, wrong.on(connection.unwrap(PgConnection.class)));
            assertThatThrownBy(select::executeQuery)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("column 2");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RowArray("request", 4).row().smallint(40_000))
                .withMessageContaining("40000");
    }

    private static void order(
            RowArray rows, String account, long minor, @Nullable Instant until, byte[] terms, boolean simulated) {
        rows.row()
                .uuid(ID)
                .text(account)
                .text("credit")
                .smallint(3)
                .text("EUR")
                .bigint(minor)
                .bigint(0)
                .bigint(0)
                .bigint(0)
                .uuid(ID);
        if (until == null) {
            rows.noTime();
        } else {
            rows.time(until.toEpochMilli());
        }
        rows.text("bob").text("").integer(-7).bytes(terms).bool(simulated);
    }
}
