package io.tradeline.decision.server;

import static io.tradeline.decision.server.OrderSteps.amend;
import static io.tradeline.decision.server.OrderSteps.capture;
import static io.tradeline.decision.server.OrderSteps.release;
import static io.tradeline.decision.server.Sample.CLOCK;
import static io.tradeline.decision.server.Sample.account;
import static io.tradeline.decision.server.Sample.approved;
import static io.tradeline.decision.server.Sample.authorize;
import static io.tradeline.decision.server.Sample.date;
import static io.tradeline.decision.server.Sample.euro;
import static io.tradeline.decision.server.Sample.figures;
import static io.tradeline.decision.server.Sample.order;
import static io.tradeline.decision.server.Sample.store;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.rpc.Code;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.tradeline.decision.validation.SampleMessages;
import io.tradeline.proto.accounts.v1.UpsertRequest;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.decision.v1.ExposuresGrpc;
import io.tradeline.proto.decision.v1.Invoice;
import io.tradeline.proto.decision.v1.PostReceivablesRequest;
import io.tradeline.proto.decision.v1.Posting;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** What holds for every method of every service, also for those that join later. */
@ExtendWith(SharedService.class)
class EveryMethodIT {

    private static final String EVERYTHING = "decide resolve read accounts receivables feed releases operate simulate";
    private static final Metadata.Key<String> DEADLINE =
            Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);

    private final ServiceFixture.Instance service = SharedService.service();

    /** The deadline as it is on the wire: a client's own library would not even send such a call. */
    private final Channel late =
            ClientInterceptors.intercept(channel(), MetadataUtils.newAttachHeadersInterceptor(passed()));

    @TestFactory
    Stream<DynamicTest> refusesWhatBreaksItsContract() {
        // Where a client streams, that is the answer to one message, see AuthorizeStreamIT.
        return methods()
                .filter(method -> method.getType().clientSendsOneMessage())
                .flatMap(method -> brokenField(method)
                        .map(broken -> DynamicTest.dynamicTest(method.getFullMethodName(), () -> {
                            Refusal refusal = Refusal.of(() -> call(channel(), method, broken));
                            refusal.is(Code.INVALID_ARGUMENT, "INVALID_FIELDS");
                            assertThat(refusal.fields()).isNotEmpty();
                        }))
                        .stream());
    }

    @Test
    void onlyAnEmptyRequestHasNothingToRefuse() {
        assertThat(methods().filter(method -> brokenField(method).isEmpty()).map(MethodDescriptor::getFullMethodName))
                .containsExactlyInAnyOrder(
                        "tradeline.releases.v1.Releases/Status", "tradeline.operations.v1.Operations/ListLogLevels");
    }

    @TestFactory
    Stream<DynamicTest> answersNoCallWhoseDeadlineHasPassed() {
        return methods()
                .map(method -> DynamicTest.dynamicTest(
                        method.getFullMethodName(),
                        () -> assertThat(lateCall(
                                        method,
                                        SampleMessages.valid(request(method).getDescriptorForType())))
                                .isIn(Status.Code.DEADLINE_EXCEEDED, Status.Code.CANCELLED)));
    }

    @Test
    void aCallWhoseDeadlineHasPassedHasNoEffect() {
        store(account("v-late"));
        Decision order = approved("v-late-1", order("v-late", 500_00));
        String before = figures("v-late");

        lateCall(
                DecisionsGrpc.getAuthorizeMethod(),
                authorize("v-late-2", order("v-late", 1_00)).build());
        lateCall(
                DecisionsGrpc.getAmendMethod(),
                amend("v-late-3", order, order("v-late", 600_00)).build());
        lateCall(
                DecisionsGrpc.getCaptureMethod(),
                capture("v-late-4", order, "INV-1").build());
        lateCall(DecisionsGrpc.getReleaseMethod(), release("v-late-5", order).build());
        lateCall(
                ExposuresGrpc.getPostReceivablesMethod(),
                PostReceivablesRequest.newBuilder().addPostings(invoice()).build());
        lateCall(
                io.tradeline.proto.accounts.v1.AccountsGrpc.getUpsertMethod(),
                UpsertRequest.newBuilder()
                        .addAccounts(account("v-late").setVersion(2))
                        .build());

        assertThat(figures("v-late")).isEqualTo(before);
        // The ids are as good as new, and the facts of the same version too.
        assertThat(approved("v-late-2", order("v-late", 2_00)).getLogSequence()).isEqualTo(2);
        assertThat(service.decisions()
                        .release(release("v-late-5", order)
                                .setReason("another body")
                                .build())
                        .getAuthorization()
                        .getReserved()
                        .getAmountMinor())
                .isZero();
        store(account("v-late").setVersion(2).setTier("gold"));
        assertThat(figures("v-late")).isEqualTo("200/0/0/0");
    }

    private static Posting.Builder invoice() {
        return Posting.newBuilder()
                .setPostingId("v-late-6")
                .setAccountId("v-late")
                .setClock(CLOCK)
                .setInvoice(Invoice.newBuilder()
                        .setDocumentId("INV-2")
                        .setAmount(euro(1_00))
                        .setInvoiceDate(date("2025-03-04"))
                        .setDueDate(date("2025-04-04")));
    }

    private Stream<MethodDescriptor<?, ?>> methods() {
        List<MethodDescriptor<?, ?>> methods = service.server().services().stream()
                .flatMap(definition -> definition.getMethods().stream())
                .<MethodDescriptor<?, ?>>map(ServerMethodDefinition::getMethodDescriptor)
                .filter(method -> method.getFullMethodName().startsWith("tradeline."))
                .toList();
        assertThat(methods).hasSizeGreaterThanOrEqualTo(20);
        return methods.stream();
    }

    /** A request with one field outside of its limits; empty when no field has any. */
    private static Optional<Message> brokenField(MethodDescriptor<?, ?> method) {
        Message valid = SampleMessages.valid(request(method).getDescriptorForType());
        for (FieldDescriptor field : valid.getDescriptorForType().getFields()) {
            if (!SampleMessages.isRuled(field)) {
                continue;
            }
            if (SampleMessages.rules(field).getRequired()
                    || SampleMessages.rules(field).getRepeated().getMinItems() > 0) {
                return Optional.of(valid.toBuilder().clearField(field).build());
            }
            if (!field.isRepeated()) {
                return Optional.of(valid.toBuilder()
                        .setField(field, SampleMessages.outside(field).get(0))
                        .build());
            }
        }
        return Optional.empty();
    }

    private static Message request(MethodDescriptor<?, ?> method) {
        return (Message)
                ((io.grpc.MethodDescriptor.PrototypeMarshaller<?>) method.getRequestMarshaller()).getMessagePrototype();
    }

    private Status.Code lateCall(MethodDescriptor<?, ?> method, Message request) {
        return AnyCall.of(late, method, request).code();
    }

    private static Message call(Channel channel, MethodDescriptor<?, ?> method, Message request) {
        return AnyCall.of(channel, method, request).message();
    }

    private Channel channel() {
        return ClientInterceptors.intercept(
                service.channel(), SharedService.fixture().bearer(EVERYTHING));
    }

    private static Metadata passed() {
        Metadata headers = new Metadata();
        headers.put(DEADLINE, "1n");
        return headers;
    }
}
