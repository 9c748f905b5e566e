package io.tradeline.tools.operate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import io.tradeline.proto.operations.v1.ExposureDrift;
import io.tradeline.proto.operations.v1.ExposureFigures;
import io.tradeline.proto.operations.v1.RebuiltExposure;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Drift and rebuilds in words. */
class BooksTextTest {

    @Test
    void aDriftShowsBothFigures() throws Exception {
        ExposureDrift drift = ExposureDrift.newBuilder()
                .setAccountId("acme")
                .setCurrencyCode("EUR")
                .setKind(ExposureDrift.Kind.KIND_FIGURES)
                .setExposureVersion(7)
                .setJournalVersion(6)
                .setRow(figures(999_900))
                .setJournal(figures(20_000))
                .setFoundAt(Timestamps.parse("2026-11-22T22:13:10Z"))
                .build();

        assertThat(BooksText.drifts(List.of(drift)))
                .containsExactly(
                        "account           reserved  receivables  disputed  unapplied  version  since                 what differs",
                        "acme     row      9,999.00         0.00      0.00       0.00        7  2026-11-22T22:13:10Z  figures",
                        "         journal    200.00         0.00      0.00       0.00        6                        EUR");
    }

    @Test
    void aRebuildShowsWhatItRestsOn() {
        RebuiltExposure.Builder result = RebuiltExposure.newBuilder()
                .setAccountId("acme")
                .setNeeded(true)
                .setBefore(figures(999_900))
                .setJournal(figures(20_000))
                .setOrdersAndItems(figures(20_000))
                .setAfter(figures(20_000))
                .setLosesBudgets(true);

        assertThat(BooksText.rebuilt(result.build(), true))
                .containsExactly(
                        "acme: would be rebuilt",
                        "                    reserved  receivables  disputed  unapplied",
                        "  row                999,900            0         0          0",
                        "  journal             20,000            0         0          0",
                        "  orders and items    20,000            0         0          0",
                        "  would become        20,000            0         0          0",
                        "  the calendar could not be read: spent budgets and past exposures begin anew");
        assertThat(BooksText.rebuilt(result.setExposureVersion(8).build(), false))
                .contains("acme: rebuilt, in version 8");
        assertThat(BooksText.rebuilt(result.setNeeded(false).build(), false))
                .containsExactly("acme: nothing to put right");
    }

    private static ExposureFigures figures(long reserved) {
        return ExposureFigures.newBuilder().setReservedMinor(reserved).build();
    }
}
