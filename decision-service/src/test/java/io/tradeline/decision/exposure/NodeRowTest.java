package io.tradeline.decision.exposure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeRowTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void survivesItsEncodingAndNoCut(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            NodeRow row = random(random);
            byte[] encoded = row.encode();

            NodeRow read = NodeRow.decode("a", encoded);

            assertThat(read.sameFigures(row)).isTrue();
            assertThat(read.accountId()).isEqualTo("a");
            for (int length = 0; length < encoded.length; length++) {
                byte[] cut = Arrays.copyOf(encoded, length);
                assertThatIllegalArgumentException().isThrownBy(() -> NodeRow.decode("a", cut));
            }
            byte[] longer = Arrays.copyOf(encoded, encoded.length + 1);
            assertThatIllegalArgumentException().isThrownBy(() -> NodeRow.decode("a", longer));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12})
    void theCacheComparesVersionsAsText(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            long one = random.nextLong(1L << random.nextInt(1, 62));
            long other = random.nextLong(1L << random.nextInt(1, 62));

            assertThat(Integer.signum(head(one).compareTo(head(other))))
                    .as("%d and %d", one, other)
                    .isEqualTo(Long.compare(one, other));
        }
    }

    @Test
    void onlyTheSameFiguresDecideTheSame() {
        NodeRow row = new NodeRow("a", 1, 2, 3, 4, 1, 6, new byte[] {1}, new byte[] {2}, 7, new byte[] {3});
        List<NodeRow> others = List.of(
                new NodeRow("a", 9, 2, 3, 4, 1, 6, new byte[] {1}, new byte[] {2}, 7, new byte[] {3}),
                new NodeRow("a", 1, 9, 3, 4, 1, 6, new byte[] {1}, new byte[] {2}, 7, new byte[] {3}),
                new NodeRow("a", 1, 2, 9, 4, 1, 6, new byte[] {1}, new byte[] {2}, 7, new byte[] {3}),
                new NodeRow("a", 1, 2, 3, 9, 1, 6, new byte[] {1}, new byte[] {2}, 7, new byte[] {3}),
                new NodeRow("a", 1, 2, 3, 4, 9, 6, new byte[] {1}, new byte[] {2}, 7, new byte[] {3}),
                new NodeRow("a", 1, 2, 3, 4, 1, 9, new byte[] {1}, new byte[] {2}, 7, new byte[] {3}),
                new NodeRow("a", 1, 2, 3, 4, 1, 6, new byte[] {9}, new byte[] {2}, 7, new byte[] {3}),
                new NodeRow("a", 1, 2, 3, 4, 1, 6, new byte[] {1}, new byte[] {9}, 7, new byte[] {3}),
                new NodeRow("a", 1, 2, 3, 4, 1, 6, new byte[] {1}, new byte[] {2}, 8, new byte[] {3}),
                new NodeRow("a", 1, 2, 3, 4, 1, 6, new byte[] {1}, new byte[] {2}, 7, new byte[] {9}));

        assertThat(row.sameFigures(
                        new NodeRow("a", 1, 2, 3, 4, 1, 6, new byte[] {1}, new byte[] {2}, 7, new byte[] {3})))
                .isTrue();
        assertThat(others).noneMatch(row::sameFigures);
    }

    @Test
    void refusesWhatIsNoCopy() {
        byte[] good = random(new Random(5)).encode();
        byte[] signed = good.clone();
        signed[0] = '+';
        byte[] format = good.clone();
        format[16] = 7;

        for (byte[] bad : List.of(signed, format, "PONG".getBytes(StandardCharsets.US_ASCII), new byte[200])) {
            assertThatIllegalArgumentException().isThrownBy(() -> NodeRow.decode("a", bad));
        }
    }

    @Test
    void figuresThatTheirCalendarContradictsAreRefused() {
        Book book = new Book();
        book.addDue(100, 50);
        book.addReservation(2_400, 30);
        byte[] calendar = book.encode();

        NodeState state = new NodeState(new NodeRow("a", 1, 1, 30, 50, 0, 0, calendar, new byte[0], 0, new byte[0]), 0);

        assertThat(state.reservedAt(2_400L * Activity.HOUR - 1)).isEqualTo(30);
        assertThat(state.reservedAt(2_400L * Activity.HOUR)).isZero();
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        new NodeState(new NodeRow("a", 1, 1, 30, 51, 0, 0, calendar, new byte[0], 0, new byte[0]), 0))
                .withMessageContaining("due 50, reservations 30 (expected: 51, 30)");
        assertThatIllegalStateException()
                .isThrownBy(() -> state.apply(-31, 0, 0, 0, 100))
                .withMessageContaining("reserved of a: -1 (expected: >= 0)");
    }

    private static String head(long version) {
        byte[] encoded = new NodeRow("a", 0, version, 0, 0, 0, 0, new byte[0], new byte[0], 0, new byte[0]).encode();
        return new String(encoded, 0, 16, StandardCharsets.US_ASCII);
    }

    private static NodeRow random(Random random) {
        byte[] book = new byte[random.nextInt(50)];
        byte[] habits = new byte[random.nextInt(50)];
        byte[] head = new byte[random.nextBoolean() ? 32 : 0];
        random.nextBytes(book);
        random.nextBytes(habits);
        random.nextBytes(head);
        return new NodeRow(
                "a",
                random.nextLong(1L << 53),
                random.nextLong(Long.MAX_VALUE),
                random.nextLong(Long.MAX_VALUE),
                random.nextLong(1_000_000),
                random.nextLong(1_000),
                random.nextLong(Long.MAX_VALUE),
                book,
                habits,
                random.nextLong(Long.MAX_VALUE),
                head);
    }
}
