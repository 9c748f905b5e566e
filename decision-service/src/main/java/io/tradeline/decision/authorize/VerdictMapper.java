package io.tradeline.decision.authorize;

import io.tradeline.decision.directory.AccountMapper;
import io.tradeline.decision.rpc.Times;
import io.tradeline.proto.decision.v1.Counterfactual;
import io.tradeline.proto.decision.v1.CreditPosition;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DuePart;
import io.tradeline.proto.decision.v1.Evidence;
import io.tradeline.proto.decision.v1.Finding;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.decision.v1.RequiredApproval;
import io.tradeline.proto.decision.v1.Terms;
import io.tradeline.proto.type.v1.Money;
import io.tradeline.rules.facts.CreditNode;
import io.tradeline.rules.release.Release;
import io.tradeline.rules.terms.TermsPlan;
import io.tradeline.rules.verdict.NodeLimit;
import io.tradeline.rules.verdict.Verdict;

/** From what the rules said to what is answered. */
public final class VerdictMapper {

    private VerdictMapper() {}

    static void put(Verdict verdict, Decision.Builder decision) {
        decision.setOutcome(outcome(verdict.outcome())).setCreditAmount(money(verdict.creditAmount()));
        for (io.tradeline.rules.verdict.Finding finding : verdict.findings()) {
            decision.addFindings(finding(finding));
        }
        if (verdict.terms() != null) {
            decision.setTerms(terms(verdict.terms()));
        }
        for (io.tradeline.rules.verdict.RequiredApproval approval : verdict.requiredApprovals()) {
            decision.addRequiredApprovals(approval(approval));
        }
    }

    static Outcome outcome(io.tradeline.rules.verdict.Outcome outcome) {
        return Outcome.forNumber(outcome.ordinal() + 1);
    }

    public static Money money(io.tradeline.rules.money.Money money) {
        return Money.newBuilder()
                .setCurrencyCode(money.currency())
                .setAmountMinor(money.minor())
                .build();
    }

    public static Terms terms(TermsPlan plan) {
        Terms.Builder terms = Terms.newBuilder()
                .setTerms(AccountMapper.terms(plan.terms()))
                .setSource(plan.source())
                .setStartDate(Times.date(plan.startDate()));
        for (TermsPlan.DuePart part : plan.due()) {
            terms.addDue(
                    DuePart.newBuilder().setDueDate(Times.date(part.dueDate())).setAmount(money(part.amount())));
        }
        if (plan.discountUntil() != null) {
            terms.setDiscountUntil(Times.date(plan.discountUntil()));
        }
        if (plan.discount() != null) {
            terms.setDiscount(money(plan.discount()));
        }
        return terms.build();
    }

    /**
     * An account's credit at one moment.
     *
     * @param today days of the epoch in the ordering account's time zone
     * @param addedMinor what the decision adds to the exposure
     */
    static CreditPosition position(CreditNode node, NodeLimit limit, Release release, int today, long addedMinor) {
        long exposure = node.exposureMinor();
        CreditPosition.Builder position = CreditPosition.newBuilder()
                .setAccountId(node.accountId())
                .setCurrencyCode(node.currency())
                .setLimitSource(limit.source())
                .setReservedMinor(node.reservedMinor())
                .setReceivablesMinor(node.receivablesMinor())
                .setOverdueMinor(node.overdueMinor(today, release.overdueGraceDays(node.segment())))
                .setDisputedMinor(node.disputedMinor())
                .setUnappliedMinor(node.unappliedMinor())
                .setExposureMinor(exposure)
                .setExposureAfterMinor(exposure + addedMinor)
                .setVersion(node.version());
        limit.hardCapMinor().ifPresent(position::setHardCapMinor);
        if (limit.limitMinor().isPresent()) {
            long granted = limit.limitMinor().getAsLong();
            position.setLimitMinor(granted).setAvailableMinor(granted - exposure);
            if (granted > 0) {
                position.setUtilizationBasisPoints(basisPoints(exposure, granted));
            }
        }
        return position.build();
    }

    private static long basisPoints(long part, long whole) {
        return Math.multiplyHigh(part, 10_000L) == 0
                ? part * 10_000L / whole
                : java.math.BigInteger.valueOf(part)
                        .multiply(java.math.BigInteger.valueOf(10_000))
                        .divide(java.math.BigInteger.valueOf(whole))
                        .longValue();
    }

    private static Finding finding(io.tradeline.rules.verdict.Finding finding) {
        Finding.Builder proto = Finding.newBuilder()
                .setRuleId(finding.ruleId())
                .setReasonCode(finding.reason().name())
                .setSeverity(Finding.Severity.forNumber(finding.severity().ordinal() + 1))
                .setAccountId(finding.accountId());
        for (io.tradeline.rules.verdict.Evidence evidence : finding.evidence()) {
            proto.addEvidence(evidence(evidence));
        }
        if (finding.counterfactual() != null) {
            proto.setCounterfactual(counterfactual(finding.counterfactual()));
        }
        return proto.build();
    }

    private static Evidence evidence(io.tradeline.rules.verdict.Evidence evidence) {
        Evidence.Builder proto = Evidence.newBuilder().setName(evidence.name());
        if (evidence instanceof io.tradeline.rules.verdict.Evidence.Amount amount) {
            proto.setMoney(money(amount.money()));
        } else if (evidence instanceof io.tradeline.rules.verdict.Evidence.Number number) {
            proto.setNumber(number.number());
        } else if (evidence instanceof io.tradeline.rules.verdict.Evidence.Share share) {
            proto.setBasisPoints(share.basisPoints());
        } else if (evidence instanceof io.tradeline.rules.verdict.Evidence.Text text) {
            proto.setText(text.text());
        } else if (evidence instanceof io.tradeline.rules.verdict.Evidence.Day day) {
            proto.setDate(Times.date(day.date()));
        }
        return proto.build();
    }

    private static Counterfactual counterfactual(io.tradeline.rules.verdict.Counterfactual way) {
        Counterfactual.Builder proto = Counterfactual.newBuilder();
        if (way instanceof io.tradeline.rules.verdict.Counterfactual.MaximumAmount maximum) {
            proto.setMaximumAmount(money(maximum.amount()));
        } else if (way instanceof io.tradeline.rules.verdict.Counterfactual.Payment payment) {
            proto.setPayment(money(payment.amount()));
        } else if (way instanceof io.tradeline.rules.verdict.Counterfactual.Approval approval) {
            proto.setApproval(approval(approval.approval()));
        } else if (way instanceof io.tradeline.rules.verdict.Counterfactual.MissingField missing) {
            proto.setMissingField(missing.field());
        }
        return proto.build();
    }

    private static RequiredApproval approval(io.tradeline.rules.verdict.RequiredApproval approval) {
        return RequiredApproval.newBuilder()
                .setSide(RequiredApproval.Side.forNumber(approval.side().ordinal() + 1))
                .setRole(approval.role())
                .setLevel(approval.level())
                .build();
    }
}
