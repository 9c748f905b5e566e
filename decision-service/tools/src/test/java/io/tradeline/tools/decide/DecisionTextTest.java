package io.tradeline.tools.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import com.google.type.Date;
import io.tradeline.proto.accounts.v1.PaymentTerms;
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
import io.tradeline.tools.text.Ink;
import org.junit.jupiter.api.Test;

final class DecisionTextTest {
    private static final Timestamp DECIDED = Timestamp.newBuilder()
            .setSeconds(1_772_359_200L)
            .setNanos(123_000_000)
            .build();

    @Test
    void anApprovedOrder() {
        Decision decision = Decision.newBuilder()
                .setDecisionId("0199-d")
                .setAuthorizationId("0199-d")
                .setRequestId("SO-1/1")
                .setOrderId("SO-1")
                .setAccountId("ACME.BERLIN")
                .setOutcome(Outcome.OUTCOME_APPROVED)
                .setAmount(euros(125_000))
                .setReservedUntil(Timestamp.newBuilder().setSeconds(1_774_915_200L))
                .setDecidedAt(DECIDED)
                .setReleaseDigest("3fa9")
                .setTerms(Terms.newBuilder()
                        .setSource("account")
                        .setTerms(PaymentTerms.newBuilder()
                                .setBasis(PaymentTerms.Basis.BASIS_NET)
                                .setNetDays(30)
                                .setDiscountBasisPoints(200)
                                .setDiscountDays(10))
                        .setStartDate(day(2026, 3, 1))
                        .addDue(DuePart.newBuilder()
                                .setDueDate(day(2026, 3, 31))
                                .setAmount(euros(125_000)))
                        .setDiscountUntil(day(2026, 3, 11))
                        .setDiscount(euros(2_500)))
                .addPositions(CreditPosition.newBuilder()
                        .setAccountId("ACME.BERLIN")
                        .setCurrencyCode("EUR")
                        .setExposureAfterMinor(125_000))
                .addPositions(CreditPosition.newBuilder()
                        .setAccountId("ACME")
                        .setCurrencyCode("EUR")
                        .setLimitMinor(1_000_000)
                        .setReservedMinor(100_000)
                        .setReceivablesMinor(600_000)
                        .setExposureMinor(700_000)
                        .setExposureAfterMinor(825_000))
                .addFindings(Finding.newBuilder()
                        .setSeverity(Finding.Severity.SEVERITY_ALERT)
                        .setReasonCode("UTILIZATION_HIGH")
                        .setRuleId("credit-limits/utilization")
                        .setAccountId("ACME")
                        .addEvidence(
                                Evidence.newBuilder().setName("utilization").setBasisPoints(8250))
                        .addEvidence(Evidence.newBuilder().setName("alert_from").setBasisPoints(8000)))
                .build();

        assertThat(new DecisionText(Ink.PLAIN).render(decision))
                .containsExactly(
                        "APPROVED  order SO-1 of ACME.BERLIN, 1,250.00 EUR (credit reserved until 2026-03-31 00:00 UTC)",
                        "",
                        "Why",
                        "  ALERT     Utilization high at ACME: utilization 82.5 %, alert from 80.0 %.",
                        "            UTILIZATION_HIGH, rule credit-limits/utilization",
                        "",
                        "Terms",
                        "  net 30 days, 2 % discount within 10 days (by account), from 2026-03-01",
                        "    due  2026-03-31  1,250.00 EUR",
                        "    discount of 25.00 EUR when paid by 2026-03-11",
                        "",
                        "Credit",
                        "  account               limit  reserved  receivables  overdue    before     after      left    used",
                        "  ACME.BERLIN  EUR          -      0.00         0.00     0.00      0.00  1,250.00         -       -",
                        "  ACME         EUR  10,000.00  1,000.00     6,000.00     0.00  7,000.00  8,250.00  1,750.00  82.5 %",
                        "",
                        "Record",
                        "  decision  0199-d",
                        "  request   SO-1/1",
                        "  decided   2026-03-01 10:00:00.123 UTC",
                        "  release   3fa9");
    }

    @Test
    void anOrderThatWaitsForFinance() {
        RequiredApproval finance = RequiredApproval.newBuilder()
                .setSide(RequiredApproval.Side.SIDE_FINANCE)
                .setRole("credit-manager")
                .setLevel(1)
                .build();
        Decision decision = Decision.newBuilder()
                .setKind(Decision.Kind.KIND_EVALUATE)
                .setOrderId("SO-2")
                .setAccountId("ACME")
                .setOutcome(Outcome.OUTCOME_REVIEW_REQUIRED)
                .setAmount(euros(500_000))
                .setCreditAmount(Money.newBuilder().setCurrencyCode("GBP").setAmountMinor(430_000))
                .addRequiredApprovals(finance)
                .addFindings(Finding.newBuilder()
                        .setSeverity(Finding.Severity.SEVERITY_REVIEW)
                        .setReasonCode("OVER_LIMIT")
                        .setRuleId("credit-limits/over-limit")
                        .setCounterfactual(Counterfactual.newBuilder().setMaximumAmount(euros(300_000))))
                .addFindings(Finding.newBuilder()
                        .setSeverity(Finding.Severity.SEVERITY_REVIEW)
                        .setReasonCode("OVERDUE")
                        .setRuleId("credit-limits/overdue")
                        .setCounterfactual(Counterfactual.newBuilder().setPayment(euros(1))))
                .build();

        assertThat(new DecisionText(Ink.PLAIN).render(decision))
                .containsExactly(
                        "REVIEW REQUIRED  order SO-2 of ACME, 5,000.00 EUR (4,300.00 GBP) (what if: nothing was reserved)",
                        "",
                        "Why",
                        "  REVIEW    Over limit.",
                        "            -> an order of at most 3,000.00 EUR would pass",
                        "            OVER_LIMIT, rule credit-limits/over-limit",
                        "  REVIEW    Overdue.",
                        "            -> a payment of 0.01 EUR, on the oldest open items first, would be enough",
                        "            OVERDUE, rule credit-limits/overdue",
                        "",
                        "Next",
                        "  waits for credit-manager (finance, level 1)");
    }

    @Test
    void colourOnlyPaints() {
        Decision decision = Decision.newBuilder()
                .setOrderId("SO-3")
                .setAccountId("ACME")
                .setOutcome(Outcome.OUTCOME_DECLINED)
                .setAmount(euros(1))
                .build();

        var coloured = new DecisionText(Ink.COLOURED).render(decision);

        assertThat(coloured.get(0)).startsWith("\u001b[31;1mDECLINED\u001b[0m  order SO-3");
        assertThat(coloured.stream()
                        .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", ""))
                        .toList())
                .isEqualTo(new DecisionText(Ink.PLAIN).render(decision));
    }

    private static Money euros(long minor) {
        return Money.newBuilder().setCurrencyCode("EUR").setAmountMinor(minor).build();
    }

    private static Date day(int year, int month, int day) {
        return Date.newBuilder().setYear(year).setMonth(month).setDay(day).build();
    }
}
