package io.tradeline.tools.replay;

import io.tradeline.tools.text.Amounts;
import io.tradeline.tools.text.Ink;
import io.tradeline.tools.text.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report of a replay for people. */
final class ReplayText {
    private static final String INDENT = "  ";

    private final Ink ink;

    ReplayText(Ink ink) {
        this.ink = ink;
    }

    /** Lines without their ends. */
    List<String> render(ReplayReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(ink.bold("Run " + report.run()) + ", answers " + report.answers());
        lines.addAll(file(report));
        section(lines, "Outcomes", outcomes(report));
        section(lines, "Reasons", reasons(report));
        section(lines, "Alerts", alerts(report));
        section(lines, "Exposure", exposure(report));
        section(lines, "Speed", speed(report));
        section(lines, "Failures", failures(report));
        return lines;
    }

    private static List<String> file(ReplayReport report) {
        ReplayReport.Rows rows = report.rows();
        List<String> lines = new ArrayList<>();
        lines.add(Amounts.counted(rows.orders(), "order") + ", " + Amounts.counted(rows.cancellations(), "cancellation")
                + " of " + Amounts.counted(report.accounts(), "customer")
                + (report.accountsCreated() == 0
                        ? ", all known from an earlier run"
                        : ", " + Amounts.count(report.accountsCreated()) + " of them new"));
        leftOut(lines, rows.anonymous(), "without a customer (retail over the counter uses no credit)");
        leftOut(lines, rows.withoutValue(), "with a total of zero (nothing to decide)");
        leftOut(lines, rows.wrong(), "wrong (listed above)");
        return lines;
    }

    private static void leftOut(List<String> lines, int rows, String why) {
        if (rows > 0) {
            lines.add("left out: " + Amounts.counted(rows, "row") + " " + why);
        }
    }

    private static List<String> outcomes(ReplayReport report) {
        long orders = report.outcomes().stream()
                .mapToLong(ReplayReport.OutcomeLine::orders)
                .sum();
        TextTable table = TextTable.of("", ">orders", ">share", ">value GBP");
        for (ReplayReport.OutcomeLine line : report.outcomes()) {
            table.row(
                    line.outcome().replace('_', ' '),
                    Amounts.count(line.orders()),
                    Amounts.share(line.orders(), orders),
                    pounds(line.valueMinor()));
        }
        return table.isEmpty() ? List.of() : table.lines(INDENT);
    }

    /** What held orders, and what is only noted; alerts stand by themselves. */
    private static List<String> reasons(ReplayReport report) {
        TextTable table = TextTable.of("severity", "reason", ">orders", ">value GBP");
        for (ReplayReport.ReasonLine line : report.reasons()) {
            if (!line.isAlert()) {
                table.row(line.severity(), line.reason(), Amounts.count(line.orders()), pounds(line.valueMinor()));
            }
        }
        return table.isEmpty() ? List.of() : table.lines(INDENT);
    }

    /** What people are to be told of; no order was held for it. */
    private static List<String> alerts(ReplayReport report) {
        TextTable table = TextTable.of("reason", ">orders", ">value GBP");
        for (ReplayReport.ReasonLine line : report.reasons()) {
            if (line.isAlert()) {
                table.row(line.reason(), Amounts.count(line.orders()), pounds(line.valueMinor()));
            }
        }
        return table.isEmpty() ? List.of(INDENT + "none") : table.lines(INDENT);
    }

    private static List<String> exposure(ReplayReport report) {
        TextTable table = TextTable.of("", ">GBP", "");
        if (report.peaks().totalMinor() > 0) {
            table.row(
                    "peak of all customers",
                    pounds(report.peaks().totalMinor()),
                    report.peaks().totalAt());
        }
        for (ReplayReport.AccountPeak peak : report.peaks().accounts()) {
            table.row("peak of " + peak.accountId(), pounds(peak.exposureMinor()), peak.at());
        }
        table.row("billed and open at the end", pounds(report.openMinor()), "");
        return table.lines(INDENT);
    }

    private static List<String> speed(ReplayReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "  %s orders/s: %.1f s for the orders and what followed (%s captures, %s payments, %s credit notes),"
                        + " %.1f s for the accounts",
                Amounts.count(Math.round(report.ordersPerSecond())),
                report.seconds(),
                Amounts.count(report.captures()),
                Amounts.count(report.payments()),
                Amounts.count(report.creditNotes()),
                report.provisioningSeconds()));
        TextTable table = TextTable.of("call", ">count", ">p50 ms", ">p95 ms", ">p99 ms", ">max ms");
        latency(table, "Authorize", report.authorize());
        latency(table, "Capture", report.capture());
        latency(table, "PostReceivables", report.postings());
        lines.addAll(table.isEmpty() ? List.of() : table.lines(INDENT));
        return lines;
    }

    private static void latency(TextTable table, String call, Latencies.Summary summary) {
        if (summary.count() > 0) {
            table.row(
                    call,
                    Amounts.count(summary.count()),
                    millis(summary.p50()),
                    millis(summary.p95()),
                    millis(summary.p99()),
                    millis(summary.max()));
        }
    }

    private List<String> failures(ReplayReport report) {
        if (!report.hasFailures()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add(INDENT
                + ink.red(Amounts.counted(report.failures().count(), "call") + " refused")
                + (report.failures().count() > report.failures().examples().size() ? ", the first of them:" : ":"));
        report.failures().examples().forEach(example -> lines.add(INDENT + example));
        return lines;
    }

    private void section(List<String> lines, String title, List<String> body) {
        if (!body.isEmpty()) {
            lines.add("");
            lines.add(ink.bold(title));
            lines.addAll(body);
        }
    }

    private static String pounds(long minor) {
        return Amounts.figure(CustomerTimeline.CURRENCY, minor);
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
