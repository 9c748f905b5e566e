package io.tradeline.rules.situation;

import io.tradeline.rules.facts.Account;
import io.tradeline.rules.facts.AccountStatus;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The ordering account: where it stands in its life, and what is known of it. */
public final class Customer extends Subject {

    private final Account account;

    Customer(Situation situation) {
        super(situation, situation.facts().account().id());
        this.account = situation.facts().account();
    }

    public AccountStatus status() {
        return account.status();
    }

    /** The status as a word: "in review". */
    public String statusWord() {
        return account.status().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    public String segment() {
        return account.segment();
    }

    /** Invoices paid by their due date, ever. */
    public long paidOnTimeCount() {
        return situation.facts().signals().paidOnTimeCount();
    }

    /** Invoices paid after their due date, ever. */
    public long paidLateCount() {
        return situation.facts().signals().paidLateCount();
    }

    /** Orders ever placed, this one left out. */
    public long ordersTotal() {
        return situation.facts().signals().ordersTotal();
    }

    /** The largest order that anyone in finance may approve, in minor units of the account's currency. */
    public long largestAuthorityMinor() {
        return situation.authority().largestMinor();
    }

    /** When a credit bureau last reported; null: never. */
    public @Nullable LocalDate bureauReportedOn() {
        Instant reported = account.bureauReportedAt();
        return reported == null ? null : reported.atZone(account.zone()).toLocalDate();
    }

    /** Whether a bureau report is missing, or older than so many days. */
    public boolean bureauReportOlderThan(long days) {
        LocalDate reported = bureauReportedOn();
        return reported == null || ChronoUnit.DAYS.between(reported, situation.day()) > days;
    }
}
