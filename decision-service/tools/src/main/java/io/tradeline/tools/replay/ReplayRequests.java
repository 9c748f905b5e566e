package io.tradeline.tools.replay;

import com.google.protobuf.Timestamp;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.CaptureRequest;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.Order;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** What is asked for a past order: the same bytes in every run of the same name. */
final class ReplayRequests {
    private static final ZoneId SELLER = ZoneId.of("Europe/London");

    private final ReplayNames names;

    ReplayRequests(ReplayNames names) {
        this.names = names;
    }

    AuthorizeRequest authorize(PastOrder order) {
        String country = Countries.code(order.country());
        return AuthorizeRequest.newBuilder()
                .setRequestId(names.authorize(order))
                .setOrder(Order.newBuilder()
                        .setOrderId(order.orderId())
                        .setAccountId(names.account(order.customerId()))
                        .setBuyerId(Provisioning.BUYER)
                        .setAmount(CustomerTimeline.pounds(order.totalMinor()))
                        .setChannel("replay")
                        // The file has no addresses: one for each country that a customer orders from.
                        .setShipToId(order.customerId() + (country.isEmpty() ? "" : "-" + country))
                        .setShipToCountryCode(country))
                .setClock(clock(order.placedAt()))
                .build();
    }

    /** Ships and bills the whole order at the moment it was placed: the file knows no other. */
    CaptureRequest capture(PastOrder order, Decision decision) {
        return CaptureRequest.newBuilder()
                .setRequestId(names.capture(order))
                .setAuthorizationId(decision.getAuthorizationId())
                .setDocumentId(order.orderId())
                .setInvoiceDate(CustomerTimeline.date(LocalDate.ofInstant(order.placedAt(), SELLER)))
                .setFinal(true)
                .setClock(clock(order.placedAt()))
                .build();
    }

    private static Timestamp clock(Instant moment) {
        return Timestamp.newBuilder()
                .setSeconds(moment.getEpochSecond())
                .setNanos(moment.getNano() / 1_000_000 * 1_000_000)
                .build();
    }
}
