package io.tradeline.tools.replay;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Past orders for tests. */
final class Orders {
    static final String HEADER = "order_id,placed_at,customer_id,country,lines,units,total_gbp\n";

    private Orders() {}

    static PastOrder order(String id, String placedAt, String customerId, long totalMinor) {
        return new PastOrder(2, id, Instant.parse(placedAt), customerId, "United Kingdom", 1, totalMinor);
    }

    /** As an order file without wrong rows. */
    static OrderRows rows(PastOrder... orders) {
        return new OrderRows(List.of(orders), List.of(), 0, 0, "0".repeat(64));
    }

    /** A year of orders of some customers, one order or cancellation of each customer a day. */
    static OrderRows year(int customers, int orders) {
        Instant start = Instant.parse("2010-01-04T09:00:00Z");
        return rows(IntStream.range(0, orders)
                .mapToObj(i -> {
                    Instant placedAt = start.plusSeconds(86_400L * (i / customers) + i % customers);
                    boolean cancellation = i % 7 == 6;
                    long total = cancellation ? -(1_000 + i % 300) : 5_000 + i % 4_000;
                    String id = (cancellation ? "C" : "") + (500_000 + i);
                    return new PastOrder(i + 2, id, placedAt, "c" + i % customers, "EIRE", 1, total);
                })
                .toArray(PastOrder[]::new));
    }
}
