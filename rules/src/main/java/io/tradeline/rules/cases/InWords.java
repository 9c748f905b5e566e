package io.tradeline.rules.cases;

import io.tradeline.rules.money.Money;
import io.tradeline.rules.verdict.Counterfactual;
import io.tradeline.rules.verdict.Evidence;
import io.tradeline.rules.verdict.NodeLimit;
import io.tradeline.rules.verdict.RequiredApproval;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parts of a verdict as cases write them. */
final class InWords {

    private InWords() {}

    /** "2,500.00 GBP", "pay 200.00 GBP", "field purchase_order_number", "approval buyer manager" or "nothing". */
    static String counterfactual(@Nullable Counterfactual counterfactual) {
        if (counterfactual instanceof Counterfactual.MaximumAmount maximum) {
            return maximum.amount().toString();
        } else if (counterfactual instanceof Counterfactual.Payment payment) {
            return "pay " + payment.amount();
        } else if (counterfactual instanceof Counterfactual.MissingField missing) {
            return "field " + missing.field();
        } else if (counterfactual instanceof Counterfactual.Approval approval) {
            return "approval " + approval(approval.approval());
        }
        return "nothing";
    }

    /** "buyer manager". */
    static String approval(RequiredApproval approval) {
        return approval.side().name().toLowerCase(Locale.ROOT) + " " + approval.role();
    }

    /** "10,000.00 GBP individual", or "none". */
    static String limit(NodeLimit limit, String currency) {
        return limit.limitMinor().isEmpty()
                ? "none"
                : new Money(currency, limit.limitMinor().getAsLong()) + " " + limit.source();
    }

    /** By name. */
    static Map<String, String> evidence(List<Evidence> evidence) {
        Map<String, String> words = new LinkedHashMap<>();
        evidence.forEach(each -> words.put(each.name(), value(each)));
        return words;
    }

    private static String value(Evidence evidence) {
        if (evidence instanceof Evidence.Amount amount) {
            return amount.money().toString();
        } else if (evidence instanceof Evidence.Number number) {
            return Long.toString(number.number());
        } else if (evidence instanceof Evidence.Share share) {
            return BigDecimal.valueOf(share.basisPoints(), 2)
                            .stripTrailingZeros()
                            .toPlainString() + " %";
        } else if (evidence instanceof Evidence.Text text) {
            return text.text();
        } else if (evidence instanceof Evidence.Day day) {
            return day.date().toString();
        }
        throw new IllegalStateException("evidence: " + evidence + " (expected: a known kind)");
    }
}
