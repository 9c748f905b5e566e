package io.tradeline.decision.authorize;

import io.tradeline.decision.directory.AccountPath;
import io.tradeline.decision.exposure.NodeState;
import io.tradeline.decision.ledger.WorkingSet;
import io.tradeline.proto.decision.v1.CreditPosition;
import io.tradeline.rules.facts.Account;
import io.tradeline.rules.facts.CreditNode;
import io.tradeline.rules.facts.DecisionFacts;
import io.tradeline.rules.facts.DecisionKind;
import io.tradeline.rules.facts.Order;
import io.tradeline.rules.facts.Signals;
import io.tradeline.rules.money.Money;
import io.tradeline.rules.release.Release;
import io.tradeline.rules.verdict.NodeLimit;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** The credit of an account and of those above it whose credit it uses. */
public final class Positions {

    private Positions() {}

    public static List<CreditPosition> of(Release release, WorkingSet set, String accountId, long clockMilli) {
        AccountPath path = set.path(accountId);
        List<NodeState> states = set.nodes(path);
        Account account = path.effectiveAccount();
        LocalDate today = LocalDate.ofInstant(Instant.ofEpochMilli(clockMilli), account.zone());
        List<CreditNode> nodes = new ArrayList<>(states.size());
        for (int i = 0; i < states.size(); i++) {
            nodes.add(Deliberation.node(path, i, states.get(i), clockMilli));
        }
        Deliberation.requireRate(release, account.currency(), account, today);
        List<NodeLimit> limits = release.limits(nothing(account, nodes, clockMilli));
        List<CreditPosition> positions = new ArrayList<>(nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            positions.add(VerdictMapper.position(
                    nodes.get(i), limits.get(i), release, Math.toIntExact(today.toEpochDay()), 0));
        }
        return positions;
    }

    /** Facts are about an order: the smallest one there is. Limits don't depend on it. */
    private static DecisionFacts nothing(Account account, List<CreditNode> nodes, long clockMilli) {
        Order order =
                new Order("-", account.id(), "-", new Money(account.currency(), 1), List.of(), "", "", "", "", "", "");
        return new DecisionFacts(
                DecisionKind.EVALUATE,
                order,
                Instant.ofEpochMilli(clockMilli),
                account,
                nodes,
                Signals.NONE,
                List.of(),
                0);
    }
}
