package io.tradeline.rules.release;

import io.tradeline.rules.facts.DecisionFacts;
import io.tradeline.rules.facts.Order;
import io.tradeline.rules.money.Money;
import io.tradeline.rules.money.Rates;
import io.tradeline.rules.policy.Authority;
import io.tradeline.rules.policy.Parameters;
import io.tradeline.rules.policy.Policy;
import io.tradeline.rules.resolve.Judge;
import io.tradeline.rules.situation.Situation;
import io.tradeline.rules.terms.DueDates;
import io.tradeline.rules.terms.PaymentTerms;
import io.tradeline.rules.terms.TermsPlan;
import io.tradeline.rules.verdict.NodeLimit;
import io.tradeline.rules.verdict.Verdict;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.kie.api.event.rule.AfterMatchFiredEvent;
import org.kie.api.event.rule.DefaultAgendaEventListener;

/**
 * A compiled release: from facts to a verdict, always the same for the same facts. It reads no clock and nothing outside the facts, and
 * may be used by any number of threads.
 */
public final class Release implements AutoCloseable {

    private final String digest;
    private final List<RuleSetInfo> ruleSets;
    private final Parameters parameters;
    private final Rates rates;
    private final DueDates dueDates;
    private final Engine engine;
    private final ConcurrentHashMap<String, Standing> standing = new ConcurrentHashMap<>();
    private final AtomicBoolean warm = new AtomicBoolean();

    Release(
            String digest,
            List<RuleSetInfo> ruleSets,
            Parameters parameters,
            Rates rates,
            DueDates dueDates,
            Engine engine) {
        this.digest = digest;
        this.ruleSets = List.copyOf(ruleSets);
        this.parameters = parameters;
        this.rates = rates;
        this.dueDates = dueDates;
        this.engine = engine;
    }

    /** SHA-256 of the release's files, in lower-case hexadecimal. */
    public String digest() {
        return digest;
    }

    /** In the order in which they run. */
    public List<RuleSetInfo> ruleSets() {
        return ruleSets;
    }

    /**
     * The verdict on these facts.
     *
     * @throws io.tradeline.rules.money.UnknownRateException when the currency of the order, or that of the account, has no rate on the day
     */
    public Verdict evaluate(DecisionFacts facts) {
        Situation situation = situation(facts);
        Engine.Result result = engine.run(situation.subjects(), null);
        return judge(situation, result);
    }

    /**
     * The verdict, and the names of all rules that fired, in the order in which they did. Slower than {@link #evaluate}.
     *
     * @throws io.tradeline.rules.money.UnknownRateException as {@link #evaluate}
     */
    public Trace trace(DecisionFacts facts) {
        Situation situation = situation(facts);
        List<String> fired = new ArrayList<>();
        Engine.Result result = engine.run(situation.subjects(), new DefaultAgendaEventListener() {
            @Override
            public void afterMatchFired(AfterMatchFiredEvent event) {
                fired.add(event.getMatch().getRule().getName());
            }
        });
        return new Trace(judge(situation, result), List.copyOf(fired));
    }

    /**
     * The limits in force at each node of these facts, without asking any rule.
     *
     * @throws io.tradeline.rules.money.UnknownRateException as {@link #evaluate}
     */
    public List<NodeLimit> limits(DecisionFacts facts) {
        return Judge.limits(situation(facts));
    }

    /** The rates between currencies. */
    public Rates rates() {
        return rates;
    }

    /**
     * What is due when under given terms, by the release's calendar.
     *
     * @param source where the terms come from, as {@link TermsPlan#source()}
     * @param receivedDate when the goods were received; null: not yet known, then the invoice date stands for it
     */
    public TermsPlan plan(
            PaymentTerms terms, String source, Money amount, LocalDate invoiceDate, @Nullable LocalDate receivedDate) {
        return dueDates.plan(terms, source, amount, invoiceDate, receivedDate);
    }

    /** Days by which a segment's payments may be late before it counts. */
    public int overdueGraceDays(String segment) {
        return Math.toIntExact(parameters.number("grace-days", segment));
    }

    /**
     * Evaluates made-up facts until the rules are compiled to machine code, the first time that it is asked to; takes about a second of one core, and 15 seconds at most.
     *
     * @param givesWay whether it works a fifth of the time only, as others need the processor
     */
    public void warmUp(boolean givesWay) {
        if (warm.compareAndSet(false, true)) {
            WarmUp.run(this, givesWay);
        }
    }

    /** Gives back the sessions. Evaluations that still run end well; later ones make sessions anew. */
    @Override
    public void close() {
        engine.close();
    }

    private Situation situation(DecisionFacts facts) {
        ZonedDateTime now = facts.clock().atZone(facts.account().zone());
        Standing current = standing(facts.account().currency(), now.toLocalDate());
        return new Situation(facts, now, rates, current.policy, current.authority);
    }

    private Verdict judge(Situation situation, Engine.Result result) {
        Order order = situation.facts().order();
        return Judge.verdict(
                situation,
                result.found(),
                result.terms(),
                (terms, source) -> dueDates.plan(terms, source, order.amount(), situation.day(), null));
    }

    /** Policy and authority change with the day at most: one of each is kept for a currency. */
    private Standing standing(String currency, LocalDate day) {
        Standing current = standing.get(currency);
        if (current == null || !current.policy.day().equals(day)) {
            current = new Standing(
                    Policy.of(parameters, rates, currency, day),
                    Authority.of(parameters.amounts("authority"), rates, currency, day));
            standing.put(currency, current);
        }
        return current;
    }

    private record Standing(Policy policy, Authority authority) {}
}
