package io.tradeline.tools.start.demo;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.tradeline.proto.decision.v1.EvaluateRequest;
import io.tradeline.proto.decision.v1.Order;
import io.tradeline.proto.decision.v1.OrderLine;
import io.tradeline.proto.type.v1.Money;
import io.tradeline.tools.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Orders to try, as files that {@code decide} and any gRPC client take. They are written once and then left to the user. */
public final class DemoExamples {
    private DemoExamples() {}

    /**
     * Writes the examples that aren't there.
     *
     * @return the first order, small enough for everyone to let it pass
     */
    public static Path write(Path directory) {
        Path first = directory.resolve("first-order.json");
        try {
            Files.createDirectories(directory);
            writeNew(first, order("PO-2001", 12));
            // Above what the buyer may spend without approval.
            writeNew(directory.resolve("large-order.json"), order("PO-2002", 160));
            return first;
        } catch (IOException failure) {
            throw CommandException.environment("can't write the examples in " + directory + ": " + failure, failure);
        }
    }

    private static void writeNew(Path file, EvaluateRequest request) throws IOException {
        if (!Files.exists(file)) {
            Files.writeString(file, json(request) + "\n");
        }
    }

    private static String json(EvaluateRequest request) {
        try {
            return JsonFormat.printer().print(request);
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** An order of the first company's first branch. */
    private static EvaluateRequest order(String number, long cases) {
        DemoCompany company = DemoCompanies.all().get(0);
        long coffee = 8_900;
        long linen = 4_250;
        long total = cases * coffee + 2 * cases * linen;
        return EvaluateRequest.newBuilder()
                .setOrder(Order.newBuilder()
                        .setOrderId(number)
                        .setAccountId(company.branchId(0))
                        .setBuyerId("buyer-1")
                        .setAmount(Money.newBuilder()
                                .setCurrencyCode(company.currency())
                                .setAmountMinor(total + total / 5))
                        .addLines(OrderLine.newBuilder()
                                .setSku("COFFEE-6KG")
                                .setCategory("beverages")
                                .setQuantity(cases)
                                .setUnitPriceMinor(coffee))
                        .addLines(OrderLine.newBuilder()
                                .setSku("LINEN-SET")
                                .setCategory("textiles")
                                .setQuantity(2 * cases)
                                .setUnitPriceMinor(linen))
                        .setChannel("web")
                        .setPurchaseOrderNumber("4500017")
                        .setCostCentreId("kitchen")
                        .setShipToId("vienna-dock-2")
                        .setShipToCountryCode(company.country()))
                .build();
    }
}
