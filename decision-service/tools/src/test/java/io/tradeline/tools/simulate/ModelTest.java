package io.tradeline.tools.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.tradeline.proto.decision.v1.Authorization;
import io.tradeline.proto.decision.v1.CaptureRequest;
import io.tradeline.proto.decision.v1.CaptureResponse;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.decision.v1.ReleaseRequest;
import io.tradeline.proto.decision.v1.ReleaseResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelTest {
    private final Company company = new Company("c", Company.Mode.EXCLUSIVE);
    private final Steps make = new Steps(company, "digest");
    private final Model model = new Model("c");
    private final Model.Basis strict =
            new Model.Basis(List.of(company.facts().get(1), company.facts().get(0)), 0);
    private final Model.Basis tolerant =
            new Model.Basis(List.of(company.facts().get(1), company.facts().get(0)), 500);

    private void order(String id, long amount, Figures found, Outcome outcome, Model.Basis basis) {
        model.apply(make.authorize(id, amount, found, 0, outcome), basis);
    }

    @Test
    void theLimitItsToleranceAndTheCapDecide() {
        Figures found = Figures.NONE;
        for (int i = 0; i < 10; i++) {
            order("a" + i, 100_000, found, Outcome.OUTCOME_APPROVED, strict);
            found = found.plus(Steps.reserved(100_000));
        }
        order("over", 1, found, Outcome.OUTCOME_REVIEW_REQUIRED, strict);
        order("tolerated", 50_000, found, Outcome.OUTCOME_APPROVED, tolerant);
        found = found.plus(Steps.reserved(50_000));
        order("above", 1, found, Outcome.OUTCOME_REVIEW_REQUIRED, tolerant);
        order("cap", 250_001, found, Outcome.OUTCOME_DECLINED, tolerant);
        assertThat(model.figures("c")).isEqualTo(found);
        assertThat(model.figures("c.1")).isEqualTo(found);
        assertThat(model.figures("c.2")).isEqualTo(Figures.NONE);
    }

    @Test
    void aLargeOrderWaitsForTheBuyersSide() {
        order("large", 110_001, Figures.NONE, Outcome.OUTCOME_APPROVAL_REQUIRED, strict);
        assertThatThrownBy(() -> order("other", 110_001, Figures.NONE, Outcome.OUTCOME_APPROVED, strict))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("OUTCOME_APPROVAL_REQUIRED");
    }

    @Test
    void aSuspendedHeadStopsItsBranches() {
        Model.Basis suspended = new Model.Basis(
                List.of(company.facts().get(1), company.facts().get(0).suspended(true)), 0);
        order("a", 1, Figures.NONE, Outcome.OUTCOME_DECLINED, suspended);
        assertThat(model.figures("c")).isEqualTo(Figures.NONE);
    }

    @Test
    void whatIsShippedIsOwedAndWhatIsCancelledIsFree() {
        order("a", 900, Figures.NONE, Outcome.OUTCOME_APPROVED, strict);
        CaptureRequest capture = CaptureRequest.newBuilder()
                .setDocumentId("inv")
                .setAmount(Steps.money(400))
                .build();
        model.apply(make.answered("c1", "d-a", capture, captured(500, 400)), null);
        assertThat(model.figures("c")).isEqualTo(new Figures(500, 400, 0, 0));

        ReleaseRequest release = ReleaseRequest.newBuilder().build();
        Authorization closed = authorization(0, 400).toBuilder()
                .setState(Authorization.State.STATE_CAPTURED)
                .build();
        model.apply(
                make.answered(
                        "r1",
                        "d-a",
                        release,
                        ReleaseResponse.newBuilder().setAuthorization(closed).build()),
                null);
        assertThat(model.figures("c.1")).isEqualTo(new Figures(0, 400, 0, 0));
        model.refused(make.refused("r2", "d-a", release, Status.Code.FAILED_PRECONDITION), 0);
        assertThatThrownBy(() -> model.refused(make.refused("r3", "d-a", release, Status.Code.NOT_FOUND), 0))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("FAILED_PRECONDITION");
    }

    @Test
    void moreThanIsReservedIsNotAccepted() {
        order("a", 900, Figures.NONE, Outcome.OUTCOME_APPROVED, strict);
        CaptureRequest capture = CaptureRequest.newBuilder()
                .setDocumentId("inv")
                .setAmount(Steps.money(901))
                .build();
        assertThatThrownBy(() -> model.apply(make.answered("c1", "d-a", capture, captured(0, 901)), null))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("FAILED_PRECONDITION");
        model.refused(make.refused("c2", "d-a", capture, Status.Code.FAILED_PRECONDITION), 0);
    }

    @Test
    void whatHasLapsedCanNotBeShipped() {
        order("a", 900, Figures.NONE, Outcome.OUTCOME_APPROVED, strict);
        CaptureRequest capture =
                CaptureRequest.newBuilder().setDocumentId("inv").build();
        Step late = make.refused("c1", "d-a", capture, Status.Code.FAILED_PRECONDITION);
        model.refused(late, Steps.NOW + 2 * Steps.HOUR);
        assertThatThrownBy(() -> model.refused(late, Steps.NOW + 2 * Steps.HOUR - 1))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("to be accepted");
    }

    private static CaptureResponse captured(long reserved, long captured) {
        return CaptureResponse.newBuilder()
                .setAuthorization(authorization(reserved, captured))
                .build();
    }

    private static Authorization authorization(long reserved, long captured) {
        return Authorization.newBuilder()
                .setAuthorizationId("d-a")
                .setLatestDecisionId("d-a")
                .setState(Authorization.State.STATE_RESERVED)
                .setReserved(Steps.money(reserved))
                .setCaptured(Steps.money(captured))
                .build();
    }
}
