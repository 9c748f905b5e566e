package io.tradeline.decision.ledger;

import io.tradeline.decision.exposure.NodeRow;
import io.tradeline.decision.ledger.LedgerWrites.FactsSeen;
import io.tradeline.decision.ledger.LedgerWrites.NewPosting;
import io.tradeline.decision.ledger.LedgerWrites.NewRequest;
import io.tradeline.decision.ledger.LedgerWrites.RowChange;
import io.tradeline.decision.ledger.WorkingSet.NewDecision;
import io.tradeline.proto.feed.v1.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a batch comes to, in one round trip, on condition that all accounts are still as they were when it was worked out. Keeps its buffers from batch to
 * batch; for one thread at a time.
 */
final class LedgerWriter {

    private static final String CHANGE_EXPOSURES = """
            WITH changed AS (
                UPDATE account a SET exposure_version = n.version, reserved_minor = n.reserved, receivables_minor = n.receivables,
                    disputed_minor = n.disputed, unapplied_minor = n.unapplied, book = coalesce(n.book, a.book), habits = coalesce(n.habits, a.habits),
                    log_sequence = n.log_sequence, log_hash = coalesce(n.log_hash, a.log_hash)
                FROM unnest(?) n
                WHERE a.account_id = n.account_id AND a.facts_version = n.facts_version AND a.exposure_version = n.was_version
                    AND a.reserved_minor = n.was_reserved AND a.receivables_minor = n.was_receivables AND a.disputed_minor = n.was_disputed
                    AND a.unapplied_minor = n.was_unapplied AND a.book = n.was_book AND a.habits = n.was_habits
                    AND a.log_sequence = n.was_log_sequence AND a.log_hash = n.was_log_hash
                RETURNING 1)
            SELECT require_all(count(*), ?) FROM changed""";

    private static final String SEE_FACTS = """
            WITH seen AS (SELECT FROM unnest(?) s JOIN account a USING (account_id) WHERE a.facts_version = s.facts_version)
            SELECT require_all(count(*), ?) FROM seen""";

    private static final String ADD_REQUESTS = insert("request", "request_id, body_hash, decision_id, response");

    private static final String ADD_POSTINGS =
            insert("posting", "posting_id, account_id, body_hash, body, result, occurred_at");

    private static final String ADD_DECISIONS = insert(
            "decision",
            "decision_id, account_id, credit_account_id, outcome, facts, body, log_sequence, previous_hash, log_hash, credit_reserved_minor, reserved_until, decided_on, simulated");

    private static final String ADD_AUTHORIZATIONS = insert(
            "order_authorization",
            "authorization_id, account_id, credit_account_id, state, currency, reserved_minor, captured_minor, credit_reserved_minor, credit_captured_minor, latest_decision_id, reserved_until, buyer_id, cost_centre_id, decided_on, terms, simulated");

    private static final String PUT_AUTHORIZATIONS = ADD_AUTHORIZATIONS + """
            ON CONFLICT (authorization_id) DO UPDATE SET credit_account_id = excluded.credit_account_id, state = excluded.state,
                reserved_minor = excluded.reserved_minor, captured_minor = excluded.captured_minor,
                credit_reserved_minor = excluded.credit_reserved_minor, credit_captured_minor = excluded.credit_captured_minor,
                latest_decision_id = excluded.latest_decision_id, reserved_until = excluded.reserved_until, buyer_id = excluded.buyer_id,
                cost_centre_id = excluded.cost_centre_id, decided_on = excluded.decided_on, terms = excluded.terms""";

    private static final String PUT_RECEIVABLES = insert(
                    "receivable",
                    "account_id, document_id, part, currency, amount_minor, open_minor, credit_open_minor, disputed_minor, credit_disputed_minor, invoice_day, due_day, authorization_id")
            + """
            ON CONFLICT (account_id, document_id, part) DO UPDATE SET open_minor = excluded.open_minor,
                credit_open_minor = excluded.credit_open_minor, disputed_minor = excluded.disputed_minor,
                credit_disputed_minor = excluded.credit_disputed_minor, due_day = excluded.due_day""";

    /** Of rows in a type of their own, with the columns named: a table may get more of them while this is running. */
    private static String insert(String table, String columns) {
        return "INSERT INTO " + table + " (" + columns + ") SELECT " + columns + " FROM unnest(?)\n";
    }

    private final RowArray factsSeen = new RowArray("facts_seen", 2);
    private final RowArray exposures = new RowArray("exposure_change", 20);
    private final RowArray requests = new RowArray("new_request", 4);
    private final RowArray postings = new RowArray("new_posting", 6);
    private final RowArray decisions = new RowArray("new_decision", 13);
    private final RowArray authorizations = new RowArray("authorization_state", 16);
    private final RowArray receivables = new RowArray("receivable_state", 12);
    private final RowArray entries = new RowArray("exposure_entry", 11);

    /**
     * Writes everything. On a connection in auto-commit mode it is committed too.
     *
     * @throws SQLException also when an account is not as it was, or a request or posting is known: see {@link SqlFailures#isMovedOn}
     */
    void write(Connection connection, LedgerWrites writes) throws SQLException {
        // What can turn out to be in vain comes first, and leaves nothing behind.
        new RowStatement()
                .addCounted(SEE_FACTS, factsSeen(writes.factsSeen))
                .addCounted(CHANGE_EXPOSURES, exposures(writes.rows))
                .add(ADD_REQUESTS, requests(writes.requests))
                .add(ADD_POSTINGS, postings(writes.postings))
                .add(ADD_DECISIONS, decisions(writes.decisions))
                .add(PUT_AUTHORIZATIONS, authorizations(writes.authorizations))
                .add(PUT_RECEIVABLES, receivables(writes.receivables))
                .add(
                        "INSERT INTO journal (entries, events) VALUES (?, ?)",
                        entries(writes.entries),
                        events(writes.events))
                .execute(connection);
    }

    /** Writes orders that have no row of their own yet; one that has got it in the meantime keeps that. */
    void keep(Connection connection, Collection<OrderAuthorization> orders) throws SQLException {
        new RowStatement()
                .add(ADD_AUTHORIZATIONS + "ON CONFLICT DO NOTHING", authorizations(orders))
                .execute(connection);
    }

    private RowArray factsSeen(Collection<FactsSeen> seen) {
        RowArray rows = this.factsSeen.clear();
        seen.forEach(facts -> rows.row().text(facts.accountId()).bigint(facts.version()));
        return rows;
    }

    /** In the order of the ids, in which everyone locks accounts. */
    private RowArray exposures(List<RowChange> changes) {
        changes.sort(Comparator.comparing(change -> change.before().accountId()));
        RowArray rows = this.exposures.clear();
        for (RowChange change : changes) {
            NodeRow before = change.before();
            NodeRow after = change.after();
            rows.row()
                    .text(before.accountId())
                    .bigint(before.factsVersion())
                    .bigint(before.version())
                    .bigint(before.reservedMinor())
                    .bigint(before.receivablesMinor())
                    .bigint(before.disputedMinor())
                    .bigint(before.unappliedMinor())
                    .bytes(before.book())
                    .bytes(before.habits())
                    .bigint(before.logSequence())
                    .bytes(before.logHash())
                    .bigint(after.version())
                    .bigint(after.reservedMinor())
                    .bigint(after.receivablesMinor())
                    .bigint(after.disputedMinor())
                    .bigint(after.unappliedMinor())
                    .bytes(changed(before.book(), after.book()))
                    .bytes(changed(before.habits(), after.habits()))
                    .bigint(after.logSequence())
                    .bytes(changed(before.logHash(), after.logHash()));
        }
        return rows;
    }

    private static byte @Nullable [] changed(byte[] before, byte[] after) {
        return Arrays.equals(before, after) ? null : after;
    }

    /** In the order of the ids, so that two transactions with the same ids wait for each other instead of blocking each other. */
    private RowArray requests(List<NewRequest> requests) {
        requests.sort(Comparator.comparing(NewRequest::requestId));
        RowArray rows = this.requests.clear();
        for (NewRequest request : requests) {
            rows.row()
                    .text(request.requestId())
                    .bytes(request.bodyHash())
                    .uuid(request.decisionId())
                    .bytes(request.response());
        }
        return rows;
    }

    private RowArray postings(List<NewPosting> postings) {
        postings.sort(Comparator.comparing(NewPosting::postingId));
        RowArray rows = this.postings.clear();
        for (NewPosting posting : postings) {
            rows.row()
                    .text(posting.postingId())
                    .text(posting.accountId())
                    .bytes(posting.bodyHash())
                    .bytes(posting.body())
                    .bytes(posting.result())
                    .time(posting.occurredAtMilli());
        }
        return rows;
    }

    private RowArray decisions(List<NewDecision> decisions) {
        RowArray rows = this.decisions.clear();
        for (NewDecision decision : decisions) {
            rows.row()
                    .uuid(decision.id())
                    .text(decision.accountId())
                    .text(decision.creditAccountId())
                    .smallint(decision.outcome())
                    .bytes(decision.facts())
                    .bytes(decision.body())
                    .bigint(decision.logSequence())
                    .bytes(decision.previousHash())
                    .bytes(decision.logHash());
            Opening opening = decision.opening();
            if (opening == null) {
                rows.noBigint().noTime().noInteger().noBool();
            } else {
                rows.bigint(opening.creditReservedMinor());
                reservedUntil(rows, opening.reservedUntilMilli())
                        .integer(opening.decidedOn())
                        .bool(opening.simulated());
            }
        }
        return rows;
    }

    private static RowArray reservedUntil(RowArray rows, long epochMilli) {
        return epochMilli == 0 ? rows.noTime() : rows.time(epochMilli);
    }

    private RowArray authorizations(Collection<OrderAuthorization> authorizations) {
        RowArray rows = this.authorizations.clear();
        for (OrderAuthorization order : authorizations) {
            rows.row()
                    .uuid(order.id())
                    .text(order.accountId())
                    .text(order.creditAccountId())
                    .smallint(order.state().getNumber())
                    .text(order.currency())
                    .bigint(order.reservedMinor())
                    .bigint(order.capturedMinor())
                    .bigint(order.creditReservedMinor())
                    .bigint(order.creditCapturedMinor())
                    .uuid(order.latestDecisionId());
            reservedUntil(rows, order.reservedUntilMilli())
                    .text(order.buyerId())
                    .text(order.costCentreId())
                    .integer(order.decidedOn())
                    .bytes(order.terms().toByteArray())
                    .bool(order.simulated());
        }
        return rows;
    }

    private RowArray entries(List<LedgerEntry> entries) {
        RowArray rows = this.entries.clear();
        for (LedgerEntry entry : entries) {
            rows.row()
                    .text(entry.accountId())
                    .bigint(entry.exposureVersion())
                    .smallint(entry.kind().number())
                    .text(entry.subject())
                    .bigint(entry.reservedDelta())
                    .bigint(entry.receivablesDelta())
                    .bigint(entry.disputedDelta())
                    .bigint(entry.unappliedDelta())
                    .time(entry.occurredAtMilli())
                    .texts(entry.aboveIds())
                    .bigints(entry.aboveVersions());
        }
        return rows;
    }

    private static byte[][] events(List<Event> events) {
        byte[][] bodies = new byte[events.size()][];
        for (int i = 0; i < bodies.length; i++) {
            bodies[i] = events.get(i).toByteArray();
        }
        return bodies;
    }

    private RowArray receivables(List<Receivable> receivables) {
        RowArray rows = this.receivables.clear();
        for (Receivable item : receivables) {
            rows.row()
                    .text(item.key().accountId())
                    .text(item.key().documentId())
                    .smallint(item.key().part())
                    .text(item.currency())
                    .bigint(item.amountMinor())
                    .bigint(item.openMinor())
                    .bigint(item.creditOpenMinor())
                    .bigint(item.disputedMinor())
                    .bigint(item.creditDisputedMinor())
                    .integer(item.invoiceDay())
                    .integer(item.dueDay())
                    .uuid(item.authorizationId());
        }
        return rows;
    }
}
