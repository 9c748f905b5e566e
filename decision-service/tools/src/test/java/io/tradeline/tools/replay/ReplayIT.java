package io.tradeline.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.tradeline.proto.decision.v1.CreditPosition;
import io.tradeline.proto.decision.v1.ExposuresGrpc;
import io.tradeline.proto.decision.v1.GetExposureRequest;
import io.tradeline.tools.client.BearerCredentials;
import io.tradeline.tools.client.ServiceClient;
import io.tradeline.tools.client.Target;
import io.tradeline.tools.launch.LocalStack;
import io.tradeline.tools.launch.SharedStack;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Half a year of orders against the real decision service. */
@ExtendWith(SharedStack.class)
final class ReplayIT {
    private static final ReplayNames NAMES = new ReplayNames("it");
    private static final int CUSTOMERS = 12;

    @Test
    void theLedgerOwesWhatTheReplayBelieves() {
        OrderRows rows = Orders.year(CUSTOMERS, 1_500);
        LocalStack stack = SharedStack.stack();
        String token =
                stack.tokens().issue("test", Duration.ofHours(1), "decide", "accounts", "receivables", "simulate");
        Target target = new Target("127.0.0.1", stack.grpcPort());
        ReplayReport first = replay(target, token, rows);

        assertThat(first.failures().examples()).isEmpty();
        assertThat(first.outcomes())
                .extracting(ReplayReport.OutcomeLine::outcome)
                .contains("APPROVED");
        assertThat(first.accountsCreated()).isEqualTo(CUSTOMERS);
        assertThat(first.captures()).isPositive();
        assertThat(first.payments()).isPositive();
        assertThat(receivables(target, token, rows)).isEqualTo(first.openMinor());

        ReplayReport second = replay(target, token, rows);

        assertThat(second.failures().examples()).isEmpty();
        assertThat(second.accountsCreated()).isZero();
        assertThat(second.answers()).isEqualTo(first.answers());
        assertThat(second.outcomes()).isEqualTo(first.outcomes());
        assertThat(second.peaks()).isEqualTo(first.peaks());
        assertThat(receivables(target, token, rows)).isEqualTo(first.openMinor());
    }

    private static ReplayReport replay(Target target, String token, OrderRows rows) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        ReplayPlan plan = new ReplayPlan(
                rows, NAMES, LimitPolicy.parse("generous"), PaymentHabit.parse("late:10", 3), Pace.parse("max"), 32);
        try (ServiceClient client = ServiceClient.of(target, () -> token)) {
            return new Replay(client, plan, new Progress(nowhere, false, System::nanoTime)).run();
        }
    }

    private static long receivables(Target target, String token, OrderRows rows) {
        Instant end = rows.orders().get(rows.orders().size() - 1).placedAt();
        ManagedChannel channel = NettyChannelBuilder.forAddress(target.host(), target.port())
                .usePlaintext()
                .build();
        try {
            ExposuresGrpc.ExposuresBlockingStub exposures =
                    ExposuresGrpc.newBlockingStub(channel).withCallCredentials(new BearerCredentials(() -> token));
            long sum = 0;
            for (int customer = 0; customer < CUSTOMERS; customer++) {
                CreditPosition position = exposures
                        .get(GetExposureRequest.newBuilder()
                                .setAccountId(NAMES.account("c" + customer))
                                .setClock(Timestamp.newBuilder().setSeconds(end.getEpochSecond()))
                                .build())
                        .getPositions(0);
                assertThat(position.getReservedMinor()).isZero();
                sum += position.getReceivablesMinor();
            }
            return sum;
        } finally {
            channel.shutdownNow();
        }
    }
}
