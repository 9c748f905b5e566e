package io.tradeline.tools.simulate;

import io.tradeline.proto.accounts.v1.AccountsGrpc;
import io.tradeline.proto.accounts.v1.UpsertRequest;
import io.tradeline.proto.accounts.v1.UpsertResponse;
import java.util.SplittableRandom;

/** How a client changes accounts: limits, suspensions, and to which head a branch belongs. */
final class FactsSteps {
    private final String name;
    private final Desk desk;
    private final SplittableRandom random;
    private final Exchange exchange;
    private final FactsLog facts;
    private final Counters counters;

    FactsSteps(String name, Desk desk, Exchange exchange, FactsLog facts, Counters counters) {
        this.name = name;
        this.desk = desk;
        this.random = desk.random();
        this.exchange = exchange;
        this.facts = facts;
        this.counters = counters;
    }

    /** Facts of accounts change; who changes those of a shared company is its first client, since versions are counted by one. */
    void change(Company company) {
        if (company.mode() == Company.Mode.SHARED && !name.endsWith("-0")) {
            return;
        }
        String account = desk.account(company);
        Facts now = facts.newest(account);
        if (company.moves() && !Company.isHead(account) && random.nextBoolean()) {
            move(company, now);
            return;
        }
        Facts next;
        if (now.suspended()) {
            next = now.suspended(false);
        } else if (random.nextInt(6) == 0) {
            next = now.suspended(true);
        } else if (now.limited()) {
            next = now.limited(now.hardMinor() / 10 * (4 + random.nextInt(6)), now.hardMinor());
        } else {
            next = now.limited(now.softMinor(), now.hardMinor());
        }
        push(next);
    }

    /** A branch goes to the other head, with all that it has. */
    private void move(Company company, Facts now) {
        boolean first = now.parentId().equals(company.id());
        Facts next = now.below(first ? company.secondHead() : company.id());
        Answer<UpsertResponse> answer = push(next);
        exchange.taken(
                Exchange.About.account(company, next.accountId()),
                next.accountId() + " in version " + next.version(),
                UpsertRequest.newBuilder().addAccounts(next.toProto()).build(),
                answer);
        counters.moves.increment();
    }

    /** Stores newer facts; returns when the service has confirmed them. */
    private Answer<UpsertResponse> push(Facts next) {
        facts.sending(next);
        Answer<UpsertResponse> answer = exchange.call(
                AccountsGrpc.getUpsertMethod(),
                UpsertRequest.newBuilder().addAccounts(next.toProto()).build());
        answer.orViolation("facts of " + next.accountId() + " in version " + next.version());
        facts.stored(next, answer.answeredNanos());
        counters.factsChanged.increment();
        return answer;
    }
}
