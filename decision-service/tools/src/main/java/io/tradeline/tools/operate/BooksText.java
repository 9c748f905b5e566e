package io.tradeline.tools.operate;

import com.google.protobuf.util.Timestamps;
import io.tradeline.proto.operations.v1.ExposureDrift;
import io.tradeline.proto.operations.v1.ExposureFigures;
import io.tradeline.proto.operations.v1.ListDriftResponse;
import io.tradeline.proto.operations.v1.RebuiltExposure;
import io.tradeline.tools.text.Amounts;
import io.tradeline.tools.text.TextTable;
import java.util.ArrayList;
import java.util.List;

/** What the recount says, for people. Amounts of a rebuild are in minor units, as the log and the tables have them. */
final class BooksText {

    private BooksText() {}

    static List<String> drifts(List<ExposureDrift> drifts) {
        TextTable table = TextTable.of(
                "account",
                "",
                ">reserved",
                ">receivables",
                ">disputed",
                ">unapplied",
                ">version",
                "since",
                "what differs");
        for (ExposureDrift drift : drifts) {
            row(table, drift.getAccountId(), "row", drift.getRow(), drift, drift.getExposureVersion(), true);
            row(table, "", "journal", drift.getJournal(), drift, drift.getJournalVersion(), false);
        }
        return table.lines("");
    }

    private static void row(
            TextTable table,
            String account,
            String source,
            ExposureFigures figures,
            ExposureDrift drift,
            long version,
            boolean first) {
        String currency = drift.getCurrencyCode();
        table.row(
                account,
                source,
                Amounts.figure(currency, figures.getReservedMinor()),
                Amounts.figure(currency, figures.getReceivablesMinor()),
                Amounts.figure(currency, figures.getDisputedMinor()),
                Amounts.figure(currency, figures.getUnappliedMinor()),
                Long.toString(version),
                first ? Timestamps.toString(drift.getFoundAt()) : "",
                first ? kind(drift.getKind()) : currency);
    }

    private static String kind(ExposureDrift.Kind kind) {
        return switch (kind) {
            case KIND_ROW_MISSING -> "the row is gone";
            case KIND_FIGURES -> "figures";
            case KIND_VERSION -> "the row was put back";
            case KIND_CALENDAR -> "the calendar";
            default -> "something that this program does not know";
        };
    }

    /** How far the recount has come. */
    static List<String> standing(ListDriftResponse first) {
        List<String> lines = new ArrayList<>();
        if (first.getDriftsCount() == 0) {
            lines.add("No account is known to drift.");
        }
        lines.add("Accounts were compared last at " + Timestamps.toString(first.getComparedAt()) + ", all of them "
                + (first.hasPassEndedAt() ? "by " + Timestamps.toString(first.getPassEndedAt()) : "not yet") + "; "
                + Amounts.counted(first.getRowsBehind(), "journal row") + " not counted yet.");
        return lines;
    }

    static List<String> rebuilt(RebuiltExposure result, boolean looked) {
        if (result.hasError()) {
            return List.of(result.getAccountId() + ": not rebuilt: "
                    + result.getError().getMessage());
        }
        if (!result.getNeeded()) {
            return List.of(result.getAccountId() + ": nothing to put right");
        }
        List<String> lines = new ArrayList<>();
        lines.add(result.getAccountId() + ": "
                + (looked ? "would be rebuilt" : "rebuilt, in version " + result.getExposureVersion()));
        TextTable table = TextTable.of("", ">reserved", ">receivables", ">disputed", ">unapplied");
        figures(table, "row", result.getBefore());
        figures(table, "journal", result.getJournal());
        figures(table, "orders and items", result.getOrdersAndItems());
        figures(table, looked ? "would become" : "is now", result.getAfter());
        lines.addAll(table.lines("  "));
        if (result.getLosesBudgets()) {
            lines.add("  the calendar could not be read: spent budgets and past exposures begin anew");
        }
        return lines;
    }

    private static void figures(TextTable table, String source, ExposureFigures figures) {
        table.row(
                source,
                Amounts.count(figures.getReservedMinor()),
                Amounts.count(figures.getReceivablesMinor()),
                Amounts.count(figures.getDisputedMinor()),
                Amounts.count(figures.getUnappliedMinor()));
    }
}
