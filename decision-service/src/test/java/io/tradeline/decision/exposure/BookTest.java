package io.tradeline.decision.exposure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tradeline.rules.facts.DueAmount;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BookTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void behavesLikePlainMapsThroughEveryEncoding(long seed) {
        Random random = new Random(seed);
        Book book = new Book();
        TreeMap<Integer, Long> due = new TreeMap<>();
        TreeMap<Integer, Long> lapses = new TreeMap<>();
        TreeMap<Integer, Long> closings = new TreeMap<>();
        Map<String, Map.Entry<Integer, Long>> spent = new HashMap<>();
        int today = 18_000;
        for (int step = 0; step < 600; step++) {
            today += random.nextInt(3);
            long minor = random.nextLong(1, 1_000_000_000L);
            int day = today + random.nextInt(90);
            book.addDue(day, minor);
            due.merge(day, minor, Long::sum);
            int hour = today * 24 + random.nextInt(24 * 30);
            book.addReservation(hour, minor);
            lapses.merge(hour, minor, Long::sum);
            if (step % 2 == 1) {
                take(due, book::removeDue);
                take(lapses, book::removeReservation);
            }
            long exposure = book.dueTotal() + book.reservationTotal();
            book.close(today, exposure);
            closings.put(today, exposure);
            String key = "c:" + random.nextInt(5);
            int period = today / 7 * 7;
            book.spend(key, period, minor);
            spent.merge(
                    key,
                    Map.entry(period, minor),
                    (old, now) -> old.getKey().equals(now.getKey())
                            ? Map.entry(now.getKey(), old.getValue() + now.getValue())
                            : now);

            book = Book.decode(book.encode());

            assertThat(book.due())
                    .isEqualTo(due.entrySet().stream()
                            .map(entry -> new DueAmount(entry.getKey(), entry.getValue()))
                            .toList());
            int now = today * 24;
            assertThat(book.lapsed(now)).isEqualTo(sum(lapses.headMap(now, true)));
            assertThat(book.reservationTotal()).isEqualTo(sum(lapses));
            int asked = today + random.nextInt(40);
            assertThat(book.averageExposure(asked)).isEqualTo(average(closings, asked));
            spent.forEach(checkSpent(book));
        }
    }

    private static java.util.function.BiConsumer<String, Map.Entry<Integer, Long>> checkSpent(Book book) {
        return (key, value) -> {
            assertThat(book.spent(key, value.getKey())).isEqualTo(value.getValue());
            assertThat(book.spent(key, value.getKey() + 7)).isZero();
        };
    }

    @Test
    void keepsFourHundredDueDaysAndTheirSum() {
        Book book = new Book();
        for (int day = 0; day < 1_000; day++) {
            book.addDue(day, 10);
        }

        List<DueAmount> due = book.due();

        assertThat(due).hasSize(Book.MAX_DUE_DAYS);
        // What fell due first stays due first: an old debt doesn't get younger by being merged.
        assertThat(due.get(0)).isEqualTo(new DueAmount(0, 6_010));
        assertThat(due.get(1)).isEqualTo(new DueAmount(601, 10));
        assertThat(book.dueTotal()).isEqualTo(10_000);
        for (int day = 0; day < 1_000; day++) {
            book.removeDue(day, 10);
        }
        assertThat(Book.decode(book.encode()).due()).isEmpty();
    }

    @Test
    void reservationsBeyondTheBoundLapseLaterNeverEarlier() {
        Book book = new Book();
        for (int hour = 0; hour < 5_000; hour++) {
            book.addReservation(hour, 3);
        }

        Book read = Book.decode(book.encode());

        assertThat(read.reservationTotal()).isEqualTo(15_000);
        for (int hour = 0; hour < 5_000; hour += 100) {
            assertThat(read.lapsed(hour)).isLessThanOrEqualTo(3L * (hour + 1));
        }
        assertThat(read.lapsed(4_999)).isEqualTo(15_000);
        for (int hour = 0; hour < 5_000; hour++) {
            read.removeReservation(hour, 3);
        }
        assertThat(read.reservationTotal()).isZero();
    }

    @Test
    void aClockThatStepsBackDoesNotMakeTheBookUnreadable() {
        Book book = new Book();
        for (int day = 20_000; day > 18_000; day--) {
            book.close(day, day);
        }

        Book read = Book.decode(book.encode());

        assertThat(read.averageExposure(20_001)).isEqualTo(average(lastDays(18_001, 20_000), 20_001));
    }

    private static NavigableMap<Integer, Long> lastDays(int from, int until) {
        TreeMap<Integer, Long> days = new TreeMap<>();
        for (int day = from; day <= until; day++) {
            days.put(day, (long) day);
        }
        return days;
    }

    @Test
    void averagesOverWhatIsKnown() {
        Book book = new Book();
        assertThat(book.averageExposure(100)).isZero();
        book.close(100, 900);
        assertThat(book.averageExposure(100)).isZero();
        assertThat(book.averageExposure(101)).isEqualTo(900);
        book.close(101, 0);
        assertThat(book.averageExposure(103)).isEqualTo(300);
        assertThat(book.averageExposure(131)).isZero();
        assertThat(book.averageExposure(130)).isEqualTo(30);
        book.close(131, -600);
        assertThat(book.averageExposure(132)).isEqualTo(-20);
    }

    @Test
    void spendingIsGivenBackOnlyToItsOwnPeriod() {
        Book book = new Book();
        book.spend("b:ann", 100, 500);
        book.spend("b:ann", 93, -200);
        book.spend("b:ann", 93, 200);
        assertThat(book.spent("b:ann", 100)).isEqualTo(500);
        book.spend("b:ann", 100, -600);
        assertThat(book.spent("b:ann", 100)).isZero();
        book.spend("b:ann", 107, -50);
        assertThat(book.spent("b:ann", 107)).isZero();
        book.spend("b:ann", 107, 50);
        assertThat(book.spent("b:ann", 107)).isEqualTo(50);
        assertThat(book.spent("b:ann", 100)).isZero();
    }

    @Test
    void noBytesAreAnEmptyBook() {
        Book book = Book.decode(new byte[0]);

        assertThat(book.due()).isEmpty();
        assertThat(book.reservationTotal()).isZero();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {21, 22, 23})
    void refusesGarbledBytesAndNothingElse(long seed) {
        Random random = new Random(seed);
        byte[] good = some(random).encode();
        for (int length = 1; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatIllegalArgumentException()
                    .as("first %d of %d bytes", length, good.length)
                    .isThrownBy(() -> Book.decode(cut));
        }
        byte[] longer = Arrays.copyOf(good, good.length + 1);
        assertThatIllegalArgumentException().isThrownBy(() -> Book.decode(longer));
        byte[] newer = good.clone();
        newer[0] = 9;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Book.decode(newer))
                .withMessage("book format: 9 (expected: 1)");
        int readable = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] garbled = good.clone();
            for (int flips = random.nextInt(1, 5); flips > 0; flips--) {
                garbled[random.nextInt(garbled.length)] = (byte) random.nextInt(256);
            }
            try {
                Book.decode(garbled).encode();
                readable++;
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageMatching(".+");
            }
        }
        assertThat(readable).isBetween(1, 4_999);
    }

    private static Book some(Random random) {
        Book book = new Book();
        for (int i = 0; i < 20; i++) {
            book.addDue(18_000 + random.nextInt(60), random.nextLong(1, 1_000_000));
            book.addReservation(18_000 * 24 + random.nextInt(600), random.nextLong(1, 1_000_000));
            book.close(18_000 + i, random.nextLong(1_000_000));
            book.spend("c:centre-" + i, 18_000, 10);
        }
        return book;
    }

    private interface Taking {
        void take(int key, long minor);
    }

    private static void take(NavigableMap<Integer, Long> model, Taking taking) {
        Map.Entry<Integer, Long> first = model.firstEntry();
        taking.take(first.getKey(), first.getValue());
        model.remove(first.getKey());
    }

    private static long sum(Map<Integer, Long> amounts) {
        return amounts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Day by day, as a person would reckon it. */
    private static long average(NavigableMap<Integer, Long> closings, int day) {
        long sum = 0;
        int days = 0;
        for (int at = day - 30; at < day; at++) {
            Map.Entry<Integer, Long> closing = closings.floorEntry(at);
            if (closing != null) {
                sum += closing.getValue();
                days++;
            }
        }
        return days == 0 ? 0 : sum / days;
    }
}
