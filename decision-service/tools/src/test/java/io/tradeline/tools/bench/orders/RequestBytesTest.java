package io.tradeline.tools.bench.orders;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.EvaluateRequest;
import io.tradeline.proto.decision.v1.Order;
import io.tradeline.proto.decision.v1.OrderLine;
import io.tradeline.proto.type.v1.Money;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestBytesTest {
    private static final BenchAccounts ACCOUNTS = new BenchAccounts(1_000);

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "2026-03-04T13:00:00Z", "2026-03-04T13:00:00.987Z"})
    void theyAreThoseOfTheMessages(Instant now) throws InvalidProtocolBufferException {
        BenchOrders orders = orders(now);
        RequestBytes requests = new RequestBytes(orders);

        for (long sequence : sequences()) {
            AuthorizeRequest authorize = authorize(orders, sequence, now);
            EvaluateRequest evaluate = evaluate(orders, sequence, now);

            assertThat(AuthorizeRequest.parseFrom(requests.authorize(sequence))).isEqualTo(authorize);
            assertThat(requests.authorize(sequence)).isEqualTo(authorize.toByteArray());
            assertThat(EvaluateRequest.parseFrom(requests.evaluate(sequence))).isEqualTo(evaluate);
            assertThat(requests.evaluate(sequence)).isEqualTo(evaluate.toByteArray());
        }
    }

    /** A run of them, and those with more digits. */
    private static long[] sequences() {
        return LongStream.concat(
                        LongStream.range(0, 5_000),
                        LongStream.iterate(9_999, number -> number < 1_000_000_000_000_000L, number -> number * 10 + 9))
                .toArray();
    }

    private static BenchOrders orders(Instant now) {
        return new BenchOrders(
                ACCOUNTS.ids(), Choice.of(Choice.Skew.ZIPF, 1_000, 1), "0a1b2c3d-", Clock.fixed(now, ZoneOffset.UTC));
    }

    private static AuthorizeRequest authorize(BenchOrders orders, long sequence, Instant now) {
        return AuthorizeRequest.newBuilder()
                .setRequestId(orders.requestId(sequence))
                .setOrder(order(orders, sequence))
                .setClock(timestamp(now))
                .build();
    }

    private static EvaluateRequest evaluate(BenchOrders orders, long sequence, Instant now) {
        return EvaluateRequest.newBuilder()
                .setOrder(order(orders, sequence))
                .setClock(timestamp(now))
                .build();
    }

    private static Timestamp timestamp(Instant moment) {
        return Timestamp.newBuilder()
                .setSeconds(moment.getEpochSecond())
                .setNanos(moment.getNano())
                .build();
    }

    private static Order order(BenchOrders orders, long sequence) {
        String accountId = orders.accountId(sequence);
        Order.Builder order = Order.newBuilder()
                .setOrderId(orders.requestId(sequence))
                .setAccountId(accountId)
                .setBuyerId(BenchAccounts.BUYER)
                .setAmount(Money.newBuilder()
                        .setCurrencyCode(BenchAccounts.CURRENCY)
                        .setAmountMinor(BenchOrders.amountMinor(sequence)))
                .setChannel("web")
                .setShipToId(accountId)
                .setShipToCountryCode("DE");
        for (int line = 1; line <= 3; line++) {
            order.addLines(OrderLine.newBuilder()
                    .setSku("SKU-" + line + "000")
                    .setCategory("supplies")
                    .setQuantity(line)
                    .setUnitPriceMinor(999));
        }
        return order.build();
    }
}
