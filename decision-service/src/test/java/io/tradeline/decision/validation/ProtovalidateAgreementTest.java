package io.tradeline.decision.validation;

import static org.assertj.core.api.Assertions.assertThat;

import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import build.buf.protovalidate.Violation;
import build.buf.protovalidate.exceptions.ValidationException;
import build.buf.validate.FieldPathElement;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest.FieldViolation;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.Order;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contracts are written for protovalidate: what it finds at fault, the service finds at fault, and nothing else. */
class ProtovalidateAgreementTest {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Made once: it compiles each rule into a program, which takes seconds. */
    private static final Validator THEIRS = ValidatorFactory.newBuilder().build();

    private final ContractValidator ours = new ContractValidator();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void bothFindTheSameFieldsAtFault(long seed) throws ValidationException {
        Random random = new Random(seed);
        int valid = 0;
        int invalid = 0;
        for (Message empty : RequestMessages.all()) {
            for (int i = 0; i < 40; i++) {
                Message message = SampleMessages.any(empty.getDescriptorForType(), random);
                Set<String> found = ours(message);
                assertThat(found)
                        .as("seed %d, message %d:%n%s", seed, i, message)
                        .isEqualTo(theirs(message));
                if (found.isEmpty()) {
                    valid++;
                } else {
                    invalid++;
                }
            }
        }
        assertThat(valid).isGreaterThan(100);
        assertThat(invalid).isGreaterThan(100);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11})
    void bothAcceptTheSmallestValidMessages(long seed) throws ValidationException {
        for (Message empty : RequestMessages.all()) {
            Message valid = SampleMessages.valid(empty.getDescriptorForType());
            assertThat(theirs(valid)).as("%s", valid).isEmpty();
            assertThat(ours(valid)).isEmpty();
        }
        assertThat(seed).isPositive();
    }

    /** Prints what a call costs in processor time, warm; asserts only what the choice of our own validator rests on. */
    @Test
    void ourValidatorIsTheCheaperOne() throws ValidationException {
        AuthorizeRequest request = typical();
        long ourNanos = Long.MAX_VALUE;
        long theirNanos = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long start = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < 5_000; i++) {
                if (!ours.violations(request).isEmpty()) {
                    throw new AssertionError("the typical request breaks its contract");
                }
            }
            ourNanos = Math.min(ourNanos, (THREADS.getCurrentThreadCpuTime() - start) / 5_000);
            start = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < 200; i++) {
                assertThat(THEIRS.validate(request).isSuccess()).isTrue();
            }
            theirNanos = Math.min(theirNanos, (THREADS.getCurrentThreadCpuTime() - start) / 200);
        }
        System.out.printf(
                "validation of an order with 5 lines: %d ns CPU a call, protovalidate's own %d ns%n",
                ourNanos, theirNanos);

        assertThat(ourNanos).isLessThan(theirNanos);
    }

    private static AuthorizeRequest typical() {
        Order.Builder order = Order.newBuilder()
                .setOrderId("SO-2024-000123")
                .setAccountId("customer-4711")
                .setBuyerId("buyer-17")
                .setChannel("edi")
                .setPurchaseOrderNumber("PO 2024/88")
                .setCostCentreId("cc-100")
                .setShipToId("dock-3")
                .setShipToCountryCode("DE");
        order.getAmountBuilder().setCurrencyCode("EUR").setAmountMinor(1_234_56);
        for (int i = 0; i < 5; i++) {
            order.addLinesBuilder()
                    .setSku("sku-" + i)
                    .setCategory("tools")
                    .setQuantity(12)
                    .setUnitPriceMinor(19_99);
        }
        return AuthorizeRequest.newBuilder()
                .setRequestId("018bcfe5-6800-7abc-8def-0123456789ab")
                .setOrder(order)
                .build();
    }

    private Set<String> ours(Message message) {
        return ours.violations(message).stream()
                .map(FieldViolation::getField)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> theirs(Message message) throws ValidationException {
        return THEIRS.validate(message).getViolations().stream()
                .map(Violation::toProto)
                .map(violation -> violation.getField().getElementsList().stream()
                        .map(ProtovalidateAgreementTest::element)
                        .collect(Collectors.joining(".")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String element(FieldPathElement element) {
        return element.getFieldName() + (element.hasIndex() ? "[" + element.getIndex() + "]" : "");
    }
}
