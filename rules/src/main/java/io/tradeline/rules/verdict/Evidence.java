package io.tradeline.rules.verdict;

import io.tradeline.rules.money.Money;
import java.time.LocalDate;

/** A named value that a rule looked at. */
public sealed interface Evidence {

    /** What it is, for example "available". */
    String name();

    record Amount(String name, Money money) implements Evidence {}

    /** A count, or days. */
    record Number(String name, long number) implements Evidence {}

    /** A share in basis points. */
    record Share(String name, long basisPoints) implements Evidence {}

    record Text(String name, String text) implements Evidence {}

    record Day(String name, LocalDate date) implements Evidence {}
}
