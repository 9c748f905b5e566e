package io.tradeline.tools.simulate;

import com.google.protobuf.Message;
import com.google.protobuf.util.Timestamps;
import io.grpc.Status;
import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.decision.v1.AccountVersion;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.AuthorizeResponse;
import io.tradeline.proto.decision.v1.CreditPosition;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionFacts;
import io.tradeline.proto.decision.v1.Order;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.type.v1.Money;
import io.tradeline.tools.client.RpcFailure;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Steps, entries and decisions of one company by hand, for tests of what checks them. All is about the company's first branch. */
final class Steps {
    static final long HOUR = 3_600_000L;
    /** A full hour. */
    static final long NOW = 1_800_000_000_000L;

    final Company company;
    final String branch;
    final String digest;
    private long sequence;
    /** After all that tests push when they begin. */
    private long sent = System.nanoTime() + 60_000_000_000L;

    Steps(Company company, String digest) {
        this.company = company;
        this.branch = company.id() + ".1";
        this.digest = digest;
    }

    /** An order of so much that found these figures at both accounts, under these versions. */
    Step authorize(String id, long amount, Figures found, long version, Outcome outcome) {
        sequence++;
        boolean approved = outcome == Outcome.OUTCOME_APPROVED;
        Decision.Builder decision = Decision.newBuilder()
                .setDecisionId("d-" + id)
                .setRequestId(id)
                .setAuthorizationId("d-" + id)
                .setAccountId(branch)
                .setOutcome(outcome)
                .setAmount(money(amount))
                .setReleaseDigest(digest)
                .setDecidedAt(Timestamps.fromMillis(NOW))
                .setLogSequence(sequence);
        if (approved) {
            decision.setReservedUntil(Timestamps.fromMillis(NOW + 2 * HOUR));
        }
        for (Facts facts : List.of(company.facts().get(1), company.facts().get(0))) {
            CreditPosition.Builder position = CreditPosition.newBuilder()
                    .setAccountId(facts.accountId())
                    .setReservedMinor(found.reserved())
                    .setReceivablesMinor(found.receivables())
                    .setDisputedMinor(found.disputed())
                    .setUnappliedMinor(found.unapplied())
                    .setExposureMinor(found.exposure())
                    .setExposureAfterMinor(found.exposure() + (approved ? amount : 0))
                    .setVersion(version);
            if (facts.limited()) {
                position.setLimitMinor(facts.softMinor());
            }
            decision.addPositions(position);
        }
        AuthorizeRequest request = AuthorizeRequest.newBuilder()
                .setRequestId(id)
                .setOrder(Order.newBuilder().setAccountId(branch).setAmount(money(amount)))
                .setReserveFor(com.google.protobuf.Duration.newBuilder().setSeconds(2 * 3600))
                .build();
        return answered(
                id,
                "",
                request,
                AuthorizeResponse.newBuilder().setDecision(decision).build());
    }

    Step answered(String id, String authorization, Message request, Message answer) {
        sent += 100;
        return new Step(
                id,
                "client",
                sent,
                company.id(),
                branch,
                authorization,
                false,
                request,
                new Answer<>(sent, sent + 50, 1, answer, null));
    }

    Step refused(String id, String authorization, Message request, Status.Code code) {
        sent += 100;
        RpcFailure refusal = new RpcFailure(code, "", List.of(), Map.of(), Optional.empty(), true);
        return new Step(
                id,
                "client",
                sent,
                company.id(),
                branch,
                authorization,
                false,
                request,
                new Answer<>(sent, sent + 50, 1, null, refusal));
    }

    /** A change of the branch and the head, each under the version that follows. */
    Entry entry(int kind, String subject, Figures change, long version) {
        return new Entry(
                version,
                branch,
                version,
                kind,
                subject,
                change.reserved(),
                change.receivables(),
                change.disputed(),
                change.unapplied(),
                List.of(company.id()),
                List.of(version));
    }

    /** As the log has the decision of a step. */
    static BooksView.Logged logged(Step step, Company company) {
        DecisionFacts.Builder facts = DecisionFacts.newBuilder();
        for (Facts each : List.of(company.facts().get(1), company.facts().get(0))) {
            Account account = each.toProto();
            facts.addAccounts(AccountVersion.newBuilder()
                    .setAccountId(account.getAccountId())
                    .setVersion(account.getVersion()));
        }
        return new BooksView.Logged(java.util.Objects.requireNonNull(step.decision()), facts.build());
    }

    static Money money(long minor) {
        return Money.newBuilder()
                .setCurrencyCode(Facts.CURRENCY)
                .setAmountMinor(minor)
                .build();
    }

    static Figures reserved(long minor) {
        return new Figures(minor, 0, 0, 0);
    }
}
