package io.tradeline.tools.decide;

import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.decision.v1.ExplainResponse;
import io.tradeline.proto.decision.v1.FiredRule;
import io.tradeline.tools.text.Amounts;
import io.tradeline.tools.text.Ink;
import io.tradeline.tools.text.TextTable;
import java.util.List;
import java.util.Locale;

/** An explanation for people: the decision as it was given, the accounts as they were, and the rules that had a say. */
final class ExplanationText {

    private final DecisionText decisions;

    ExplanationText(Ink ink) {
        this.decisions = new DecisionText(ink);
    }

    /** Lines without their ends. */
    List<String> render(ExplainResponse explanation) {
        List<String> lines = decisions.render(explanation.getDecision());
        decisions.section(lines, "Accounts, as they were", accounts(explanation.getAccountsList()));
        decisions.section(lines, "Rules that fired, in order", rules(explanation.getFiredRulesList()));
        return lines;
    }

    private static List<String> accounts(List<Account> accounts) {
        TextTable table = TextTable.of("account", "facts", "status", "segment", "tier");
        for (Account account : accounts) {
            table.row(
                    account.getAccountId(),
                    "version " + Amounts.count(account.getVersion()),
                    word(account.getStatus().name(), "ACCOUNT_STATUS_"),
                    account.getSegment(),
                    account.getTier());
        }
        return table.isEmpty() ? List.of() : table.lines("");
    }

    private static List<String> rules(List<FiredRule> rules) {
        TextTable table = TextTable.of("rule", ">times", "owner");
        for (FiredRule rule : rules) {
            table.row(rule.getRuleId(), Amounts.count(rule.getTimes()), rule.getOwner());
        }
        return table.isEmpty() ? List.of() : table.lines("");
    }

    private static String word(String constant, String prefix) {
        return constant.replace(prefix, "").replace('_', ' ').toLowerCase(Locale.ROOT);
    }
}
