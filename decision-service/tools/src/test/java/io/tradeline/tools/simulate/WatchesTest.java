package io.tradeline.tools.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Each check that goes on beside the model sees what it is there for. */
class WatchesTest {
    private final Company company = new Company("c", Company.Mode.SHARED);

    @Test
    void anExposureAboveTheCapIsSeen() {
        assertThatCode(() -> LimitWatch.check(company, new Figures(company.hardCap(), 10, 0, 10)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> LimitWatch.check(company, new Figures(company.hardCap(), 1, 0, 0)))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("hard cap");
    }

    @Test
    void aCopyWithOtherFiguresOrAheadIsSeen() {
        BooksView.Row row = new BooksView.Row(7, new Figures(300, 20, 1, 0));
        assertThatCode(() -> RedisCopies.check("a", copy(7, 300, 20, 1, 0), row))
                .doesNotThrowAnyException();
        assertThatCode(() -> RedisCopies.check("a", copy(6, 999, 20, 1, 0), row))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> RedisCopies.check("a", copy(7, 299, 20, 1, 0), row))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("299");
        assertThatThrownBy(() -> RedisCopies.check("a", copy(8, 300, 20, 1, 0), row))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("version 8");
        assertThatThrownBy(() -> RedisCopies.check("a", new byte[] {1, 2}, row))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("no copy");
    }

    private static byte[] copy(long version, long... figures) {
        ByteBuffer out = ByteBuffer.allocate(100);
        out.put(String.format("%016x", version).getBytes(StandardCharsets.US_ASCII));
        out.put((byte) 2);
        out.put((byte) 1);
        for (long figure : figures) {
            out.put((byte) (figure & 0x7F | 0x80));
            out.put((byte) (figure >> 7));
        }
        return java.util.Arrays.copyOf(out.array(), out.position());
    }

    @Test
    void aReleaseThatCanNotBeActiveIsSeen() {
        ReleaseWatch watch = new ReleaseWatch();
        watch.activating("a");
        watch.settled();
        long before = System.nanoTime();
        watch.check("a", before, System.nanoTime());
        assertThatThrownBy(() -> watch.check("b", before, System.nanoTime())).isInstanceOf(Violation.class);

        watch.activating("b");
        // Until all have followed, both may decide.
        watch.check("a", before, System.nanoTime());
        watch.check("b", before, System.nanoTime());
        assertThatThrownBy(() -> watch.check("b", before, before)).isInstanceOf(Violation.class);

        watch.settled();
        long after = System.nanoTime();
        watch.check("b", after, System.nanoTime());
        assertThatThrownBy(() -> watch.check("a", after, System.nanoTime())).isInstanceOf(Violation.class);
        assertThat(watch.active()).isEqualTo("b");
    }

    @Test
    void outdatedFactsAreSeen() {
        FactsLog log = new FactsLog();
        Facts first = company.facts().get(0);
        long start = System.nanoTime();
        log.sending(first);
        log.stored(first, System.nanoTime());
        Facts second = first.suspended(true);
        log.sending(second);
        long amid = System.nanoTime();
        // Sent, not confirmed: either may count.
        assertThat(log.used("c", 1, amid, amid)).isEqualTo(first);
        assertThat(log.used("c", 2, amid, amid)).isEqualTo(second);
        log.stored(second, System.nanoTime());
        long after = System.nanoTime();
        assertThat(log.used("c", 1, amid, after)).isEqualTo(first);
        assertThatThrownBy(() -> log.used("c", 1, after, after))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("version 1");
        assertThatThrownBy(() -> log.used("c", 2, start, start)).isInstanceOf(Violation.class);
        assertThatThrownBy(() -> log.used("c", 3, after, after)).isInstanceOf(Violation.class);
        assertThat(log.newest("c")).isEqualTo(second);
    }
}
