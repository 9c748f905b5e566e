package io.tradeline.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OrderFileTest {
    private static final String GOOD = "1,2010-03-08T13:37:00Z,17025,United Kingdom,22,498,848.70\n";

    @TempDir
    private Path directory;

    @Test
    void readsOrdersByTheirMoment() throws IOException {
        OrderRows rows = read(Orders.HEADER
                + GOOD
                + "C2,2010-03-01T08:00:00Z,17025,EIRE,1,-3,-12.5\n"
                + "3,2010-03-08T13:37:00Z,\"17026\",France,1,1,7\n");

        assertThat(rows.problems()).isEmpty();
        assertThat(rows.orders()).extracting(PastOrder::orderId).containsExactly("C2", "1", "3");
        assertThat(rows.orders()).extracting(PastOrder::totalMinor).containsExactly(-1_250L, 84_870L, 700L);
        assertThat(rows.orders().get(0).isCancellation()).isTrue();
        assertThat(rows.orders().get(0).line()).isEqualTo(3);
        assertThat(rows.orders().get(2).customerId()).isEqualTo("17026");
    }

    @Test
    void aGzippedFileHoldsTheSameOrders() throws IOException {
        Path plain = write((Orders.HEADER + GOOD).getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(Files.readAllBytes(plain));
        }
        Path gzipped = Files.write(directory.resolve("orders.csv.gz"), packed.toByteArray());

        assertThat(OrderFile.read(gzipped, 0).orders())
                .isEqualTo(OrderFile.read(plain, 0).orders());
        assertThat(OrderFile.read(gzipped, 0).digest())
                .matches("[0-9a-f]{64}")
                .isNotEqualTo(OrderFile.read(plain, 0).digest())
                .isEqualTo(OrderFile.read(gzipped, 0).digest());
    }

    @Test
    void columnsMayStandInAnyOrder() throws IOException {
        OrderRows rows = read("""
                note,total_gbp,units,lines,country,customer_id,placed_at,order_id
                x,1.00,1,1,France,c,2010-03-08T13:37:00Z,o
                """);

        assertThat(rows.orders()).extracting(PastOrder::orderId).containsExactly("o");
    }

    @Test
    void listsWrongRowsWithLineValueAndExpectation() throws IOException {
        OrderRows rows = read(Orders.HEADER
                + GOOD
                + "1,2010-03-08T13:37:00Z,17025,UK,1,1,1.00\n"
                + "a b,2010-03-08T13:37:00Z,17025,UK,1,1,1.00\n"
                + "4,yesterday,17025,UK,1,1,1.00\n"
                + "5,1999-12-31T23:59:59Z,17025,UK,1,1,1.00\n"
                + "6,2010-03-08T13:37:00Z,17025,UK,0,1,1.00\n"
                + "7,2010-03-08T13:37:00Z,17025,UK,1,many,1.00\n"
                + "8,2010-03-08T13:37:00Z,17025,UK,1,1,1.005\n"
                + "9,2010-03-08T13:37:00Z,17025,UK,1,1\n");

        assertThat(rows.orders()).hasSize(1);
        assertThat(rows.problems())
                .extracting(RowProblem::toString)
                .containsExactly(
                        "line 3: order_id: 1 (expected: once in the file; first on line 2)",
                        "line 4: order_id: a b (expected: 1 to 40 of letters, digits, '.', '_' and '-')",
                        "line 5: placed_at: yesterday (expected: UTC like 2010-03-08T13:37:00Z)",
                        "line 6: placed_at: 1999-12-31T23:59:59Z (expected: from 2000 to 2098)",
                        "line 7: lines: 0 (expected: >= 1)",
                        "line 8: units: many (expected: a whole number)",
                        "line 9: total_gbp: 1.005 (expected: pounds and pence like -12.50, below 1,000,000,000)",
                        "line 10: fields: 6 (expected: 7)");
    }

    @Test
    void countsRowsWithoutCustomerOrValue() throws IOException {
        OrderRows rows = read(Orders.HEADER
                + "1,2010-03-08T13:37:00Z,,United Kingdom,1,1,5.00\n"
                + "2,2010-03-08T13:37:00Z,17025,United Kingdom,1,1,0.00\n");

        assertThat(rows.orders()).isEmpty();
        assertThat(rows.anonymous()).isEqualTo(1);
        assertThat(rows.withoutValue()).isEqualTo(1);
        assertThat(rows.problems()).isEmpty();
    }

    @Test
    void refusesAFileWithTooManyWrongRows() throws IOException {
        Path file = write((Orders.HEADER + "1,x,c,UK,1,1,1\n2,y,c,UK,1,1,1\n").getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> OrderFile.read(file, 1))
                .hasMessageStartingWith("more than 1 wrong rows; nothing was replayed\n  line 2: placed_at: x");
        assertThat(OrderFile.read(file, 2).problems()).hasSize(2);
    }

    @Test
    void refusesOtherFiles() throws IOException {
        Path other = write("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> OrderFile.read(other, 5))
                .hasMessage("columns: a,b (expected: order_id,placed_at,customer_id,country,lines,units,total_gbp)");
        assertThatThrownBy(() -> OrderFile.read(directory.resolve("none.csv"), 5))
                .hasMessageEndingWith("none.csv: no such file");
        Path broken = write(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0});
        assertThatThrownBy(() -> OrderFile.read(broken, 5)).hasMessageContaining("can't be read");
    }

    private OrderRows read(String csv) throws IOException {
        return OrderFile.read(write(csv.getBytes(StandardCharsets.UTF_8)), 100);
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("orders.csv"), bytes);
    }
}
