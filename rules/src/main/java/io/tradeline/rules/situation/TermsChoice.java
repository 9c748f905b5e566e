package io.tradeline.rules.situation;

import io.tradeline.rules.terms.PaymentTerms;

/**
 * Terms that a rule chose for the order.
 *
 * @param source "contract", "account", "tier", "industry", "segment", "default", "probation" or "prepayment"
 */
public record TermsChoice(String source, PaymentTerms terms) {}
