package io.tradeline.rules.situation;

import io.tradeline.rules.facts.ItemRule;
import io.tradeline.rules.facts.OrderLine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of the customer's own rules on items, and the lines of the order that it meets. */
public final class ItemHit extends Subject {

    private final ItemRule rule;
    private final OrderLine first;
    private final long lines;

    private ItemHit(Situation situation, ItemRule rule, OrderLine first, long lines) {
        super(situation, situation.facts().account().id());
        this.rule = rule;
        this.first = first;
        this.lines = lines;
    }

    static void addAll(Situation situation, List<Subject> subjects) {
        List<ItemRule> rules = situation.facts().account().purchasing().itemRules();
        if (rules.isEmpty()) {
            return;
        }
        List<OrderLine> lines = situation.facts().order().lines();
        long[] prices = new long[lines.size()];
        for (int i = 0; i < prices.length; i++) {
            prices[i] = situation.inAccountCurrency(lines.get(i).unitPriceMinor());
        }
        for (ItemRule rule : rules) {
            @Nullable OrderLine first = null;
            long met = 0;
            for (int i = 0; i < prices.length; i++) {
                if (rule.matches(lines.get(i), prices[i])) {
                    first = first == null ? lines.get(i) : first;
                    met++;
                }
            }
            if (first != null) {
                subjects.add(new ItemHit(situation, rule, first, met));
            }
        }
    }

    public ItemRule.Effect effect() {
        return rule.effect();
    }

    /** The first item that is met. */
    public String sku() {
        return first.sku();
    }

    /** Its category; may be empty. */
    public String category() {
        return first.category();
    }

    /** How many lines are met. */
    public long lines() {
        return lines;
    }

    /** Who may approve. */
    public String approver() {
        return rule.role().isEmpty() ? Purchase.firstApprover(situation) : rule.role();
    }
}
