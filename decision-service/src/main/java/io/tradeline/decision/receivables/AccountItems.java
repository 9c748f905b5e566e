package io.tradeline.decision.receivables;

import io.tradeline.decision.directory.AccountPath;
import io.tradeline.decision.exposure.NodeState;
import io.tradeline.decision.ledger.EntryKind;
import io.tradeline.decision.ledger.Receivable;
import io.tradeline.decision.ledger.WorkingSet;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.rules.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;

/** The items of one account, as a posting finds and changes them. The exposure of the account, and of those above it, follows. */
final class AccountItems {

    private final WorkingSet set;
    private final AccountPath path;
    private final List<NodeState> nodes;
    private final String postingId;
    private final long clockMilli;

    AccountItems(WorkingSet set, AccountPath path, String postingId, long clockMilli) {
        this.set = set;
        this.path = path;
        this.nodes = set.nodes(path);
        this.postingId = postingId;
        this.clockMilli = clockMilli;
    }

    String accountId() {
        return path.ordering().id();
    }

    String currency() {
        return path.ordering().account().currency();
    }

    /** The posting's day where the account is. */
    LocalDate today() {
        return LocalDate.ofInstant(
                Instant.ofEpochMilli(clockMilli), path.ordering().account().zone());
    }

    /** The ordering account's exposure version, with what was entered. */
    long exposureVersion() {
        return nodes.get(0).version();
    }

    /** Open items, the first due first. */
    List<Receivable> open() {
        return set.openItems(accountId());
    }

    boolean has(String documentId) {
        return !set.document(accountId(), documentId).isEmpty();
    }

    /**
     * The parts of a document, the first due first.
     *
     * @param field that named it
     * @throws io.grpc.StatusRuntimeException NOT_FOUND
     */
    List<Receivable> document(String field, String documentId) {
        List<Receivable> parts = set.document(accountId(), documentId);
        if (parts.isEmpty()) {
            throw Refusals.unknown("document", documentId + " of account " + accountId() + " (" + field + ")");
        }
        return parts;
    }

    /**
     * A document without instalments, or the only one of its instalments that is open.
     *
     * @param field that named it
     * @throws io.grpc.StatusRuntimeException NOT_FOUND, or FAILED_PRECONDITION when several are open
     */
    Receivable single(String field, String documentId) {
        List<Receivable> parts = document(field, documentId);
        List<Receivable> open =
                parts.stream().filter(part -> part.openMinor() > 0).toList();
        if (parts.size() > 1 && open.size() > 1) {
            throw Refusals.precondition(
                    "INSTALMENTS",
                    "document " + documentId + " has " + open.size() + " open instalments (expected: one)");
        }
        return open.isEmpty() ? parts.get(parts.size() - 1) : open.get(0);
    }

    /**
     * An amount in minor units of the account's currency, at the rate of the day.
     *
     * @param field that holds the currency
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT when there is no rate
     */
    long inCredit(String field, String currency, long minor, LocalDate day) {
        if (!Money.isKnown(currency) || !set.release().rates().has(currency, currency(), day)) {
            throw Refusals.invalid(
                    field, currency + " (expected: " + currency() + ", or a currency with a rate on " + day + ")");
        }
        return set.release()
                .rates()
                .convert(new Money(currency, minor), currency(), day)
                .minor();
    }

    /** Enters an item that was not there. */
    void enter(EntryKind kind, Receivable item) {
        set.put(item);
        nodes.forEach(node -> node.book().addDue(item.dueDay(), item.creditOpenMinor()));
        set.enter(nodes, kind, postingId, 0, item.creditOpenMinor(), 0, 0, clockMilli);
    }

    /**
     * Enters changes of items.
     *
     * @param unapplied what no item took, in the account's currency
     */
    void enter(EntryKind kind, List<Receivable.Change> changes, long unapplied) {
        long receivables = 0;
        long disputed = 0;
        for (Receivable.Change change : changes) {
            Receivable after = change.after();
            Receivable before = Objects.requireNonNull(set.receivable(after.key()));
            for (NodeState node : nodes) {
                node.book().removeDue(before.dueDay(), before.creditOpenMinor());
                node.book().addDue(after.dueDay(), after.creditOpenMinor());
            }
            receivables += change.receivablesDelta();
            disputed += change.disputedDelta();
            set.put(after);
        }
        set.enter(nodes, kind, postingId, 0, receivables, disputed, unapplied, clockMilli);
    }

    /** Remembers of each item that a payment closed whether it came in time. */
    void paid(List<Receivable.Change> changes, LocalDate received) {
        NodeState ordering = nodes.get(0);
        for (Receivable.Change change : changes) {
            if (change.after().openMinor() == 0) {
                ordering.habits().paid(received.toEpochDay() <= change.after().dueDay());
                ordering.habitsChanged();
            }
        }
    }
}
