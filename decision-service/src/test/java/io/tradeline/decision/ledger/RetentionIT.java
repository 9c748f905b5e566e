package io.tradeline.decision.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.agroal.api.AgroalDataSource;
import io.tradeline.decision.audit.Audit;
import io.tradeline.decision.releases.CompiledOnce;
import io.tradeline.decision.server.Refusal;
import io.tradeline.decision.server.Sample;
import io.tradeline.decision.server.ServiceFixture;
import io.tradeline.decision.server.StepClock;
import io.tradeline.proto.accounts.v1.UpsertRequest;
import io.tradeline.proto.decision.v1.Authorization;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.CaptureRequest;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.GetRequest;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.decision.v1.ReleaseRequest;
import io.tradeline.proto.decision.v1.RequiredApproval;
import io.tradeline.proto.decision.v1.ResolveRequest;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stays, and what is said, when the months of old decisions are gone. Its own service: a log that was cut is audited less strictly. */
class RetentionIT {

    private static final Instant MARCH = Instant.parse("2010-03-02T10:00:00Z");
    private static final Instant MAY = Instant.parse("2010-05-04T10:00:00Z");
    private static final Instant JUNE = Instant.parse("2010-06-15T10:00:00Z");

    @Test
    void monthsPastRetentionAreDroppedAndTheBooksHold(@TempDir Path directory) throws Exception {
        try (ServiceFixture fixture = ServiceFixture.start(directory);
                AgroalDataSource dataSource = fixture.dataSource()) {
            ServiceFixture.Instance service = fixture.instance();
            service.accounts()
                    .upsert(UpsertRequest.newBuilder()
                            .addAccounts(Sample.account("a").setPurchasing(Sample.managerAbove(1_000_00)))
                            .build());
            AuthorizeRequest march = order("march", 500_00, MARCH);
            Decision old = service.decisions().authorize(march).getDecision();
            Decision waiting = service.decisions()
                    .authorize(order("waiting", 1_500_00, MARCH))
                    .getDecision();
            Decision may =
                    service.decisions().authorize(order("may", 100_00, MAY)).getDecision();
            assertThat(old.getOutcome()).as(old.toString()).isEqualTo(Outcome.OUTCOME_APPROVED);
            assertThat(waiting.getOutcome()).as(waiting.toString()).isEqualTo(Outcome.OUTCOME_APPROVAL_REQUIRED);
            assertThat(new Audit(dataSource, CompiledOnce::compile)
                            .run(Long.MAX_VALUE)
                            .problems())
                    .isEmpty();

            DecisionLog log = new DecisionLog(dataSource, new StepClock(JUNE), 1);
            log.keep();
            log.keep();

            Refusal gone = Refusal.of(() -> service.decisions().authorize(march));
            gone.is(Code.FAILED_PRECONDITION, "PAST_RETENTION");
            assertThat(gone.message()).contains("march", old.getDecisionId());
            Refusal.of(() -> service.decisions().authorize(order("march", 501_00, MARCH)))
                    .isTaken(old.getDecisionId());
            Refusal.of(() -> service.decisions()
                            .get(GetRequest.newBuilder()
                                    .setDecisionId(old.getDecisionId())
                                    .build()))
                    .is(Code.NOT_FOUND, "NOT_FOUND");
            Refusal.of(() -> service.decisions().resolve(resolve(waiting)))
                    .is(Code.FAILED_PRECONDITION, "PAST_RETENTION");
            assertThat(service.decisions()
                            .get(GetRequest.newBuilder()
                                    .setDecisionId(may.getDecisionId())
                                    .build())
                            .getDecision())
                    .isEqualTo(may);
            assertThat(service.decisions().authorize(order("may", 100_00, MAY)).getDecision())
                    .isEqualTo(may);
            // The orders themselves live on: what was reserved can still be used, what waits can still be ended.
            assertThat(service.decisions()
                            .release(ReleaseRequest.newBuilder()
                                    .setRequestId("end")
                                    .setAuthorizationId(waiting.getAuthorizationId())
                                    .setClock(Sample.at(JUNE))
                                    .build())
                            .getAuthorization()
                            .getState())
                    .isEqualTo(Authorization.State.STATE_RELEASED);
            assertThat(service.decisions()
                            .capture(CaptureRequest.newBuilder()
                                    .setRequestId("capture")
                                    .setAuthorizationId(old.getAuthorizationId())
                                    .setDocumentId("INV-1")
                                    .setClock(Sample.at(MARCH.plusSeconds(60)))
                                    .build())
                            .getAuthorization()
                            .getState())
                    .isEqualTo(Authorization.State.STATE_CAPTURED);
            Decision june =
                    service.decisions().authorize(order("june", 100_00, JUNE)).getDecision();
            assertThat(june.getLogSequence()).isEqualTo(may.getLogSequence() + 1);
            Audit.Result audit = new Audit(dataSource, CompiledOnce::compile).run(Long.MAX_VALUE);
            assertThat(audit.problems()).isEmpty();
            assertThat(audit.decisions()).isEqualTo(2);
        }
    }

    private static AuthorizeRequest order(String requestId, long minor, Instant clock) {
        return AuthorizeRequest.newBuilder()
                .setRequestId(requestId)
                .setOrder(Sample.order("a", minor))
                .setReserveFor(com.google.protobuf.Duration.newBuilder().setSeconds(366L * 86_400))
                .setClock(Sample.at(clock))
                .build();
    }

    private static ResolveRequest resolve(Decision decision) {
        return ResolveRequest.newBuilder()
                .setRequestId("resolve")
                .setAuthorizationId(decision.getAuthorizationId())
                .setVerdict(ResolveRequest.Verdict.VERDICT_APPROVE)
                .setSide(RequiredApproval.Side.SIDE_BUYER)
                .setResolverId("ann")
                .setRole("manager")
                .setReason("needed")
                .setClock(Sample.at(JUNE))
                .build();
    }
}
