package io.tradeline.rules.facts;

import io.tradeline.rules.terms.PaymentTerms;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ordering account. Its credit stands in {@link CreditNode}s.
 *
 * @param zone in which its days and hours are counted
 * @param terms agreed with the account; null: by policy
 * @param contracts by contract id
 * @param buyers by buyer id
 * @param purchasing its own rules for purchases, or those of the nearest account above that has some
 * @param costCentres by id
 * @param customerSince null: not yet a customer
 * @param bureauReportedAt when a credit bureau last reported; null: never
 */
public record Account(
        String id,
        AccountStatus status,
        String currency,
        String segment,
        String industry,
        String tier,
        String country,
        ZoneId zone,
        @Nullable PaymentTerms terms,
        Map<String, ContractTerms> contracts,
        Map<String, Buyer> buyers,
        PurchasingPolicy purchasing,
        Map<String, CostCentre> costCentres,
        List<RiskFlag> riskFlags,
        @Nullable LocalDate customerSince,
        @Nullable Instant bureauReportedAt) {}
