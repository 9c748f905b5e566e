package io.tradeline.tools.simulate;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two orders that hold, and each way in which they would not. */
class RoundCheckTest {
    private final Company company = new Company("c", Company.Mode.SHARED);
    private final RulePair rules = new RulePair();
    private final Steps make = new Steps(company, rules.digests().get(0));
    private final FactsLog facts = new FactsLog();
    private final List<Step> steps = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, BooksView.Logged> decisions = new HashMap<>();
    private final Map<String, BooksView.Row> rows = new HashMap<>();

    @BeforeEach
    void twoOrders() {
        for (Facts each : company.facts()) {
            facts.sending(each);
            facts.stored(each, Long.MIN_VALUE);
        }
        Step first = make.authorize("a", 500, Figures.NONE, 0, Outcome.OUTCOME_APPROVED);
        Step second = make.authorize("b", 700, Steps.reserved(500), 1, Outcome.OUTCOME_APPROVED);
        steps.addAll(List.of(first, second));
        entries.add(make.entry(Entry.RESERVED, "d-a", Steps.reserved(500), 1));
        entries.add(make.entry(Entry.RESERVED, "d-b", Steps.reserved(700), 2));
        steps.forEach(step -> decisions.put("d-" + step.id(), Steps.logged(step, company)));
        for (String account : company.accounts()) {
            boolean used = account.equals("c") || account.equals("c.1");
            rows.put(account, new BooksView.Row(2, used ? Steps.reserved(1_200) : Figures.NONE));
        }
    }

    private void check() {
        RoundCheck check = new RoundCheck(
                company,
                new BooksView(() -> {
                    throw new AssertionError("nothing is to be read");
                }),
                facts,
                rules,
                new Counters());
        check.check(steps, entries, decisions, rows);
    }

    private void violates(String... words) {
        assertThatThrownBy(this::check).isInstanceOf(Violation.class).satisfies(violation -> {
            for (String word : words) {
                org.assertj.core.api.Assertions.assertThat(violation).hasMessageContaining(word);
            }
        });
    }

    @Test
    void whatIsAsItShouldBeHolds() {
        assertThatCode(this::check).doesNotThrowAnyException();
    }

    @Test
    void anAnswerWithoutEffectIsSeen() {
        entries.remove(1);

        violates("d-b", "no change");
    }

    @Test
    void anEffectWithoutAnswerIsSeen() {
        entries.add(make.entry(Entry.RESERVED, "d-b", Steps.reserved(700), 3));

        violates("a change that no step made", "d-b");
    }

    @Test
    void anAnswerThatIsNotInTheLogIsSeen() {
        decisions.remove("d-a");

        violates("d-a", "not in the log");
    }

    @Test
    void aDecisionThatNobodyWasToldOfIsSeen() {
        Step third = make.authorize("x", 1, Steps.reserved(1_200), 2, Outcome.OUTCOME_DECLINED);
        decisions.put("d-x", Steps.logged(third, company));

        violates("nobody was told of", "d-x");
    }

    @Test
    void aDecisionThatWasAnsweredOtherwiseIsSeen() {
        BooksView.Logged stored = Objects.requireNonNull(decisions.get("d-a"));
        Decision changed = stored.answered().toBuilder().setLogSequence(9).build();
        decisions.put("d-a", new BooksView.Logged(changed, stored.facts()));

        violates("d-a", "what was answered");
    }

    @Test
    void anotherAmountInTheLedgerIsSeen() {
        entries.set(0, make.entry(Entry.RESERVED, "d-a", Steps.reserved(499), 1));

        violates("d-a", "499", "500");
    }

    @Test
    void aRowWithOtherFiguresIsSeen() {
        rows.put("c", new BooksView.Row(2, Steps.reserved(1_199)));

        violates("account c", "1199", "1200");
    }

    @Test
    void aDecisionOnFiguresThatWereNotThereIsSeen() {
        Step blind = make.authorize("b", 700, Figures.NONE, 1, Outcome.OUTCOME_APPROVED);
        steps.set(1, blind);
        decisions.put("d-b", Steps.logged(blind, company));

        violates("d-b", "reserved 500");
    }

    @Test
    void anotherOutcomeThanTheLimitsGiveIsSeen() {
        Step shy = make.authorize("b", 700, Steps.reserved(500), 1, Outcome.OUTCOME_DECLINED);
        steps.set(1, shy);
        entries.remove(1);
        decisions.put("d-b", Steps.logged(shy, company));

        violates("d-b", "OUTCOME_DECLINED", "OUTCOME_APPROVED");
    }

    @Test
    void aReleaseThatWasNeverThereIsSeen() {
        Step foreign =
                new Steps(company, "other").authorize("b", 700, Steps.reserved(500), 1, Outcome.OUTCOME_APPROVED);
        steps.set(1, foreign);
        decisions.put("d-b", Steps.logged(foreign, company));

        violates("release other");
    }

    @Test
    void anOrderThatTurnsTimeAroundIsSeen() {
        // The first was answered before the second was sent, and yet the ledger has it behind it.
        entries.clear();
        entries.add(make.entry(Entry.RESERVED, "d-b", Steps.reserved(700), 1));
        entries.add(make.entry(Entry.RESERVED, "d-a", Steps.reserved(500), 2));

        violates("comes after", "expected: before it");
    }

    @Test
    void factsThatNobodySentAreSeen() {
        BooksView.Logged stored = Objects.requireNonNull(decisions.get("d-a"));
        var other = stored.facts().toBuilder();
        other.getAccountsBuilder(0).setVersion(5);
        decisions.put("d-a", new BooksView.Logged(stored.answered(), other.build()));

        violates("version 5", "nobody had sent");
    }
}
