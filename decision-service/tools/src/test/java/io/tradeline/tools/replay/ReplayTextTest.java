package io.tradeline.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.tools.text.Ink;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReplayTextTest {
    @Test
    void aReport() {
        Latencies.Summary authorize = new Latencies.Summary(19_213, 11.2, 20.25, 31, 140);
        Latencies.Summary none = new Latencies.Summary(0, 0, 0, 0, 0);
        ReplayReport report = new ReplayReport(
                "rab12cd34ef",
                "f00d",
                4_383,
                0,
                new ReplayReport.Rows(19_213, 4_372, 3, 2, 0),
                List.of(
                        new ReplayReport.OutcomeLine("APPROVED", 19_000, 801_234_500),
                        new ReplayReport.OutcomeLine("DECLINED", 213, 1_200)),
                List.of(
                        new ReplayReport.ReasonLine("OVER_LIMIT", "DECLINE", 213, 1_200),
                        new ReplayReport.ReasonLine("UTILIZATION", "ALERT", 7, 100),
                        new ReplayReport.ReasonLine("REMEMBERED", "INFO", 3, 50)),
                19_000,
                17_000,
                4_372,
                new ReplayReport.Peaks(
                        99_000_000,
                        "2010-11-30T16:00:00Z",
                        List.of(new ReplayReport.AccountPeak("r.18102", 5_000_000, "2010-11-29T16:00:00Z"))),
                12_345,
                1.25,
                20,
                960.65,
                authorize,
                none,
                none,
                new ReplayReport.Failures(2, List.of("order 1 (line 2): INTERNAL")));

        assertThat(new ReplayText(Ink.PLAIN).render(report))
                .containsExactly(
                        "Run rab12cd34ef, answers f00d",
                        "19,213 orders, 4,372 cancellations of 4,383 customers, all known from an earlier run",
                        "left out: 3 rows without a customer (retail over the counter uses no credit)",
                        "left out: 2 rows with a total of zero (nothing to decide)",
                        "",
                        "Outcomes",
                        "            orders   share     value GBP",
                        "  APPROVED  19,000  98.9 %  8,012,345.00",
                        "  DECLINED     213   1.1 %         12.00",
                        "",
                        "Reasons",
                        "  severity  reason      orders  value GBP",
                        "  DECLINE   OVER_LIMIT     213      12.00",
                        "  INFO      REMEMBERED       3       0.50",
                        "",
                        "Alerts",
                        "  reason       orders  value GBP",
                        "  UTILIZATION       7       1.00",
                        "",
                        "Exposure",
                        "                                     GBP",
                        "  peak of all customers       990,000.00  2010-11-30T16:00:00Z",
                        "  peak of r.18102              50,000.00  2010-11-29T16:00:00Z",
                        "  billed and open at the end      123.45",
                        "",
                        "Speed",
                        "  961 orders/s: 20.0 s for the orders and what followed (19,000 captures, 17,000 payments,"
                                + " 4,372 credit notes), 1.3 s for the accounts",
                        "  call        count  p50 ms  p95 ms  p99 ms  max ms",
                        "  Authorize  19,213    11.2    20.3    31.0   140.0",
                        "",
                        "Failures",
                        "  2 calls refused, the first of them:",
                        "  order 1 (line 2): INTERNAL");
    }
}
