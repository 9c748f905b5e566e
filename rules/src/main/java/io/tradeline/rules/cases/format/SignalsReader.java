package io.tradeline.rules.cases.format;

import io.tradeline.rules.facts.Signals;
import io.tradeline.rules.yaml.Texts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads what a case knows of the account's other orders and payments. */
final class SignalsReader {

    private final Layered given;
    private final CaseUnits units;

    SignalsReader(Layered given, CaseUnits units) {
        this.given = given;
        this.units = units;
    }

    Signals signals() {
        Layered signals = given.at("signals")
                .only(
                        "complete",
                        "hour",
                        "day",
                        "week",
                        "orders-total",
                        "recent",
                        "ship-to-known",
                        "cost-centre-spent",
                        "buyer-spent",
                        "paid-on-time",
                        "paid-late");
        List<Signals.RecentOrder> recent = new ArrayList<>();
        for (Layered order : signals.at("recent").items()) {
            order.only("minutes-ago", "amount");
            recent.add(new Signals.RecentOrder(
                    Math.floorDiv(units.clock().getEpochSecond(), 60L) - order.value("minutes-ago", Texts::number, 0L),
                    order.value("amount", units::minor, 0L)));
        }
        recent.sort(Comparator.comparingLong(Signals.RecentOrder::epochMinute));
        return new Signals(
                signals.value("complete", Texts::yesNo, true),
                window(signals.at("hour")),
                window(signals.at("day")),
                window(signals.at("week")),
                signals.value("orders-total", Texts::number, 100L),
                recent,
                signals.value("ship-to-known", Texts::yesNo, true),
                signals.value("cost-centre-spent", units::minor, 0L),
                signals.value("buyer-spent", units::minor, 0L),
                signals.value("paid-on-time", Texts::number, 0L),
                signals.value("paid-late", Texts::number, 0L));
    }

    private Signals.Window window(Layered window) {
        window.only(
                "orders", "amount", "samples", "mean-orders", "deviation-orders", "mean-amount", "deviation-amount");
        return new Signals.Window(
                window.value("orders", Texts::number, 0L),
                window.value("amount", units::minor, 0L),
                window.value("samples", Texts::number, 0L),
                window.value("mean-orders", CaseUnits::thousandths, 0L),
                window.value("deviation-orders", CaseUnits::thousandths, 0L),
                window.value("mean-amount", units::minor, 0L),
                window.value("deviation-amount", units::minor, 0L));
    }
}
