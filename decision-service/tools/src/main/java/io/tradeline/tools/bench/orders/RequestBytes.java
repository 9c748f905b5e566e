package io.tradeline.tools.bench.orders;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Timestamp;
import com.google.protobuf.WireFormat;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.EvaluateRequest;
import io.tradeline.proto.decision.v1.Order;
import io.tradeline.proto.decision.v1.OrderLine;
import io.tradeline.proto.type.v1.Money;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The requests of a benchmark as they go over the wire, for orders of three lines. The load generator shares the processors with the servers, so they
 * are written straight into an array, and what is the same in all orders is encoded once.
 */
public final class RequestBytes {
    private static final byte[] BUYER =
            Order.newBuilder().setBuyerId(BenchAccounts.BUYER).build().toByteArray();
    private static final byte[] CURRENCY =
            Money.newBuilder().setCurrencyCode(BenchAccounts.CURRENCY).build().toByteArray();
    private static final byte[] LINES_AND_CHANNEL = Order.newBuilder()
            .addLines(line(1))
            .addLines(line(2))
            .addLines(line(3))
            .setChannel("web")
            .build()
            .toByteArray();
    private static final byte[] COUNTRY =
            Order.newBuilder().setShipToCountryCode("DE").build().toByteArray();

    /** In the place of a field's number: the request has no such field. */
    private static final int NONE = 0;

    private final BenchOrders orders;

    public RequestBytes(BenchOrders orders) {
        this.orders = orders;
    }

    /** An AuthorizeRequest. */
    public byte[] authorize(long sequence) {
        return request(
                sequence,
                AuthorizeRequest.REQUEST_ID_FIELD_NUMBER,
                AuthorizeRequest.ORDER_FIELD_NUMBER,
                AuthorizeRequest.CLOCK_FIELD_NUMBER);
    }

    /** An EvaluateRequest. */
    public byte[] evaluate(long sequence) {
        return request(sequence, NONE, EvaluateRequest.ORDER_FIELD_NUMBER, EvaluateRequest.CLOCK_FIELD_NUMBER);
    }

    /** Fields in the order of their numbers, as a message would write itself. */
    private byte[] request(long sequence, int requestIdField, int orderField, int clockField) {
        String id = orders.requestId(sequence);
        String account = orders.accountId(sequence);
        long amountMinor = BenchOrders.amountMinor(sequence);
        Timestamp clock = orders.moment();
        int amountSize =
                CURRENCY.length + CodedOutputStream.computeInt64Size(Money.AMOUNT_MINOR_FIELD_NUMBER, amountMinor);
        int orderSize = CodedOutputStream.computeStringSize(Order.ORDER_ID_FIELD_NUMBER, id)
                + CodedOutputStream.computeStringSize(Order.ACCOUNT_ID_FIELD_NUMBER, account)
                + BUYER.length
                + messageSize(Order.AMOUNT_FIELD_NUMBER, amountSize)
                + LINES_AND_CHANNEL.length
                + CodedOutputStream.computeStringSize(Order.SHIP_TO_ID_FIELD_NUMBER, account)
                + COUNTRY.length;
        int size = messageSize(orderField, orderSize) + CodedOutputStream.computeMessageSize(clockField, clock);
        if (requestIdField != NONE) {
            size += CodedOutputStream.computeStringSize(requestIdField, id);
        }
        byte[] bytes = new byte[size];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            if (requestIdField != NONE) {
                out.writeString(requestIdField, id);
            }
            begin(out, orderField, orderSize);
            out.writeString(Order.ORDER_ID_FIELD_NUMBER, id);
            out.writeString(Order.ACCOUNT_ID_FIELD_NUMBER, account);
            out.writeRawBytes(BUYER);
            begin(out, Order.AMOUNT_FIELD_NUMBER, amountSize);
            out.writeRawBytes(CURRENCY);
            out.writeInt64(Money.AMOUNT_MINOR_FIELD_NUMBER, amountMinor);
            out.writeRawBytes(LINES_AND_CHANNEL);
            out.writeString(Order.SHIP_TO_ID_FIELD_NUMBER, account);
            out.writeRawBytes(COUNTRY);
            out.writeMessage(clockField, clock);
        } catch (IOException tooSmall) {
            throw new UncheckedIOException(tooSmall);
        }
        out.checkNoSpaceLeft();
        return bytes;
    }

    private static int messageSize(int field, int size) {
        return CodedOutputStream.computeTagSize(field) + CodedOutputStream.computeUInt32SizeNoTag(size) + size;
    }

    private static void begin(CodedOutputStream out, int field, int size) throws IOException {
        out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(size);
    }

    private static OrderLine line(int number) {
        return OrderLine.newBuilder()
                .setSku("SKU-" + 1000 * number)
                .setCategory("supplies")
                .setQuantity(number)
                .setUnitPriceMinor(999)
                .build();
    }
}
