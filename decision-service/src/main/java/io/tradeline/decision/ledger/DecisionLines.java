package io.tradeline.decision.ledger;

import io.tradeline.decision.ledger.LedgerWrites.NewRequest;
import io.tradeline.decision.ledger.WorkingSet.NewDecision;
import io.tradeline.decision.tracing.CallTrace;
import io.tradeline.proto.decision.v1.Outcome;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** A line of the log for each decision that was committed, for those who follow an order: at DEBUG, in a category that can be turned up by itself. */
final class DecisionLines {

    private static final Logger LOG = LoggerFactory.getLogger("decisions");

    private DecisionLines() {}

    static void committed(LedgerWrites writes, String releaseDigest, Map<UUID, CallTrace> traces) {
        if (!LOG.isDebugEnabled() || writes.decisions.isEmpty()) {
            return;
        }
        Map<UUID, String> requests = new HashMap<>();
        for (NewRequest request : writes.requests) {
            requests.put(request.decisionId(), request.requestId());
        }
        for (NewDecision decision : writes.decisions) {
            String id = decision.id().toString();
            try (MDC.MDCCloseable forDecision = MDC.putCloseable("decisionId", id);
                    MDC.MDCCloseable forRequest = MDC.putCloseable("requestId", requests.get(decision.id()));
                    CallTrace.Logged named =
                            traces.getOrDefault(decision.id(), CallTrace.NONE).inLogs()) {
                LOG.debug(
                        "{} decision {} of account {}, release {}, reasons {}",
                        Outcome.forNumber(decision.outcome()),
                        id,
                        decision.accountId(),
                        releaseDigest,
                        decision.reasons());
            }
        }
    }
}
