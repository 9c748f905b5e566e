package io.tradeline.decision.server;

import static io.tradeline.decision.server.Sample.CLOCK;
import static io.tradeline.decision.server.Sample.account;
import static io.tradeline.decision.server.Sample.approved;
import static io.tradeline.decision.server.Sample.branch;
import static io.tradeline.decision.server.Sample.order;
import static io.tradeline.decision.server.Sample.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tradeline.proto.accounts.v1.CreditLimit;
import io.tradeline.proto.decision.v1.CreditPosition;
import io.tradeline.proto.decision.v1.ExposuresGrpc.ExposuresBlockingStub;
import io.tradeline.proto.decision.v1.GetExposureRequest;
import io.tradeline.proto.decision.v1.GetExposureResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Exposures.Get downwards: what a head oversees. */
@ExtendWith(SharedService.class)
class ExposureBelowIT {

    private final ExposuresBlockingStub exposures = SharedService.service().exposures();

    @Test
    void aHeadSeesTheAccountsBelowItPageByPage() {
        store(
                account("r-tree"),
                branch("r-tree-a", "r-tree"),
                branch("r-tree-a-1", "r-tree-a"),
                account("r-tree-b")
                        .setParentAccountId("r-tree")
                        .setCreditLimit(CreditLimit.newBuilder().setSoftLimitMinor(700_00)),
                branch("r-tree-c", "r-tree"));
        approved("r-tree-1", order("r-tree-a-1", 100_00));
        approved("r-tree-2", order("r-tree-b", 200_00));
        GetExposureRequest.Builder request = GetExposureRequest.newBuilder()
                .setAccountId("r-tree")
                .setClock(CLOCK)
                .setPageSize(3);

        GetExposureResponse first = exposures.get(request.build());
        GetExposureResponse second =
                exposures.get(request.setPageToken(first.getNextPageToken()).build());

        assertThat(first.getPositionsList())
                .singleElement()
                .satisfies(head -> assertThat(head.getReservedMinor())
                        .as("its own and what shares its credit")
                        .isEqualTo(100_00));
        assertThat(Stream.concat(first.getBelowList().stream(), second.getBelowList().stream()))
                .extracting(
                        CreditPosition::getAccountId, CreditPosition::getReservedMinor, CreditPosition::getLimitMinor)
                .containsExactly(
                        tuple("r-tree-a", 100_00L, 0L),
                        tuple("r-tree-a-1", 100_00L, 0L),
                        tuple("r-tree-b", 200_00L, 700_00L),
                        tuple("r-tree-c", 0L, 0L));
        assertThat(first.getBelowCount()).isEqualTo(3);
        assertThat(second.getNextPageToken()).isEmpty();
        Refusal.of(() -> exposures.get(request.setAccountId("r-tree-a").build()))
                .isInvalid("page_token");
        Refusal.of(() -> exposures.get(request.clearPageToken().setPageSize(501).build()))
                .isInvalid("page_size");
    }
}
