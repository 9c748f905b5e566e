package io.tradeline.rules.facts;

import io.tradeline.rules.money.Money;
import java.util.List;

/** An order as the order system would place it; words that are not given are empty. */
public record Order(
        String orderId,
        String accountId,
        String buyerId,
        Money amount,
        List<OrderLine> lines,
        String channel,
        String purchaseOrderNumber,
        String costCentreId,
        String contractId,
        String shipToId,
        String shipToCountry) {}
