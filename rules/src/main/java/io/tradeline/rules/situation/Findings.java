package io.tradeline.rules.situation;

import io.tradeline.rules.terms.PaymentTerms;
import io.tradeline.rules.verdict.ReasonCode;
import io.tradeline.rules.verdict.Severity;
import org.drools.model.Drools;
import org.kie.api.runtime.rule.RuleContext;

/** The words with which a rule says what it found; {@code drools} gives the finding the rule's name. */
public final class Findings {

    private Findings() {}

    /** The order can't go. */
    public static Found decline(Drools drools, Subject subject, ReasonCode reason) {
        return found(drools, subject, Severity.DECLINE, reason);
    }

    /** Finance must look. */
    public static Found review(Drools drools, Subject subject, ReasonCode reason) {
        return found(drools, subject, Severity.REVIEW, reason);
    }

    /** Someone in the customer's company must approve. */
    public static Found approval(Drools drools, Subject subject, ReasonCode reason) {
        return found(drools, subject, Severity.APPROVAL, reason);
    }

    /** Someone should be told; the order may go. */
    public static Found alert(Drools drools, Subject subject, ReasonCode reason) {
        return found(drools, subject, Severity.ALERT, reason);
    }

    /** Good to know. */
    public static Found info(Drools drools, Subject subject, ReasonCode reason) {
        return found(drools, subject, Severity.INFO, reason);
    }

    /** The terms of payment that apply. */
    public static TermsChoice terms(String source, PaymentTerms terms) {
        return new TermsChoice(source, terms);
    }

    private static Found found(Drools drools, Subject subject, Severity severity, ReasonCode reason) {
        return new Found(((RuleContext) drools).getRule().getName(), subject, severity, reason);
    }
}
