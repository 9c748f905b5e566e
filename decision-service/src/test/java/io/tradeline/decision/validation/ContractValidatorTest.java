package io.tradeline.decision.validation;

import static org.assertj.core.api.Assertions.assertThat;

import build.buf.validate.FieldRules;
import build.buf.validate.ValidateProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest.FieldViolation;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.Order;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each limit of each field of each request, from both sides. */
class ContractValidatorTest {

    private final ContractValidator validator = new ContractValidator();

    @TestFactory
    Stream<DynamicTest> everyLimitOfEveryField() {
        return RequestMessages.reachable().values().stream()
                .flatMap(type -> type.getFields().stream()
                        .filter(SampleMessages::isRuled)
                        .map(field -> DynamicTest.dynamicTest(field.getFullName(), () -> probe(type, field))));
    }

    @TestFactory
    Stream<DynamicTest> theSmallestValidMessageOfEachKindPasses() {
        return RequestMessages.reachable().values().stream()
                .map(type -> DynamicTest.dynamicTest(
                        type.getFullName(),
                        () -> assertThat(fields(SampleMessages.valid(type))).isEmpty()));
    }

    @TestFactory
    Stream<DynamicTest> everyRequiredChoice() {
        List<OneofDescriptor> required = RequestMessages.reachable().values().stream()
                .flatMap(type -> type.getRealOneofs().stream())
                .filter(oneof ->
                        oneof.getOptions().getExtension(ValidateProto.oneof).getRequired())
                .toList();
        assertThat(required).isNotEmpty();
        return required.stream()
                .map(oneof -> DynamicTest.dynamicTest(oneof.getFullName(), () -> {
                    Message valid = SampleMessages.valid(oneof.getContainingType());
                    assertThat(fields(valid.toBuilder().clearOneof(oneof).build()))
                            .containsExactly(oneof.getName());
                    for (FieldDescriptor field : oneof.getFields()) {
                        Message chosen = valid.toBuilder()
                                .setField(field, SampleMessages.choice(field))
                                .build();
                        assertThat(fields(chosen)).as(field.getName()).isEmpty();
                    }
                }));
    }

    /** Days are checked by the calendar, where they are used. Any other field that joins them needs a limit. */
    @Test
    void onlyDaysHaveNoLimitOfTheirOwn() {
        assertThat(RequestMessages.reachable().values().stream()
                        .flatMap(type -> type.getFields().stream())
                        .filter(field -> !SampleMessages.isRuled(field))
                        .filter(field -> field.getJavaType() != FieldDescriptor.JavaType.BOOLEAN)
                        .filter(field -> field.getJavaType() != FieldDescriptor.JavaType.MESSAGE
                                || !field.getMessageType().getFullName().startsWith("tradeline."))
                        .map(FieldDescriptor::getFullName))
                .containsExactlyInAnyOrder(
                        "tradeline.accounts.v1.Account.customer_since",
                        "tradeline.accounts.v1.ContractTerms.valid_from",
                        "tradeline.accounts.v1.ContractTerms.valid_until",
                        "tradeline.accounts.v1.CreditLimit.valid_from",
                        "tradeline.accounts.v1.CreditLimit.valid_until",
                        "tradeline.decision.v1.CaptureRequest.invoice_date",
                        "tradeline.decision.v1.CaptureRequest.received_date",
                        "tradeline.decision.v1.Correction.due_date");
    }

    @Test
    void theWalkReachesTheContracts() {
        assertThat(RequestMessages.all()).hasSizeGreaterThanOrEqualTo(19);
        assertThat(RequestMessages.reachable())
                .containsKeys(
                        "tradeline.decision.v1.OrderLine",
                        "tradeline.accounts.v1.PaymentTerms.Instalment",
                        "tradeline.decision.v1.Allocation",
                        "tradeline.releases.v1.ReleaseFile");
        assertThat(RequestMessages.reachable().values().stream()
                        .flatMap(type -> type.getFields().stream())
                        .filter(SampleMessages::isRuled))
                .hasSizeGreaterThan(120);
    }

    @Test
    void pathsLeadThroughMessagesAndLists() {
        Order.Builder order = ((Order) SampleMessages.valid(Order.getDescriptor())).toBuilder();
        order.addLinesBuilder().setSku("a").setQuantity(1);
        order.addLinesBuilder().setSku("").setQuantity(0);
        order.getAmountBuilder().setCurrencyCode("eur");
        AuthorizeRequest request =
                AuthorizeRequest.newBuilder().setRequestId("r").setOrder(order).build();

        assertThat(validator.violations(request))
                .extracting(FieldViolation::getField)
                .containsExactlyInAnyOrder(
                        "order.amount.currency_code", "order.lines[1].sku", "order.lines[1].quantity");
        assertThat(validator.violations(request))
                .extracting(FieldViolation::getDescription)
                .contains("3 characters (expected: ^[A-Z]{3}$)", "0 (expected: 1 to 1000000000)");
    }

    @Test
    void stopsAtAHundredViolations() {
        Order.Builder order = ((Order) SampleMessages.valid(Order.getDescriptor())).toBuilder();
        for (int i = 0; i < 1_000; i++) {
            order.addLinesBuilder();
        }

        assertThat(validator.violations(order.build())).hasSizeBetween(100, 101);
    }

    @Test
    void quotesNoControlCharactersAndNoLongTexts() {
        String violation = validator
                .violations(((Order) SampleMessages.valid(Order.getDescriptor()))
                        .toBuilder()
                                .setOrderId("\u001b[31m\n" + "x".repeat(500))
                                .build())
                .get(0)
                .getDescription();

        assertThat(violation).doesNotContain("\u001b", "\n").hasSizeLessThan(160);
    }

    private void probe(Descriptor type, FieldDescriptor field) {
        FieldRules rules = SampleMessages.rules(field);
        Message valid = SampleMessages.valid(type);
        boolean probed = false;
        if (rules.getRequired()) {
            assertThat(fields(valid.toBuilder().clearField(field).build())).containsExactly(field.getName());
            probed = true;
        }
        if (rules.getTypeCase() == FieldRules.TypeCase.REPEATED) {
            counts(field, rules, valid);
            if (rules.getRepeated().hasItems()) {
                Object item = SampleMessages.item(field, null);
                SampleMessages.Values values =
                        SampleMessages.values(field, rules.getRepeated().getItems());
                values.inside()
                        .forEach(value -> assertThat(fields(with(valid, field, List.of(item, value))))
                                .as("%s", value)
                                .isEmpty());
                values.outside()
                        .forEach(value -> assertThat(fields(with(valid, field, List.of(item, value))))
                                .as("%s", value)
                                .containsExactly(field.getName() + "[1]"));
            }
            probed = true;
        } else if (rules.getTypeCase() != FieldRules.TypeCase.TYPE_NOT_SET) {
            SampleMessages.Values values = SampleMessages.values(field, rules);
            for (Object value : values.inside()) {
                assertThat(fields(valid.toBuilder().setField(field, value).build()))
                        .as("%s", value)
                        .isEmpty();
            }
            for (Object value : values.outside()) {
                assertThat(fields(valid.toBuilder().setField(field, value).build()))
                        .as("%s", value)
                        .containsExactly(field.getName());
            }
            probed = true;
        }
        assertThat(probed)
                .as("%s has a rule that no probe knows: %s", field, rules)
                .isTrue();
    }

    private void counts(FieldDescriptor field, FieldRules rules, Message valid) {
        Object item = SampleMessages.item(field, null);
        int least = Math.toIntExact(rules.getRepeated().getMinItems());
        if (least > 0) {
            assertThat(fields(with(valid, field, Collections.nCopies(least - 1, item))))
                    .containsExactly(field.getName());
        }
        assertThat(fields(with(valid, field, Collections.nCopies(least, item)))).isEmpty();
        assertThat(rules.getRepeated().hasMaxItems())
                .as("a list without an upper bound")
                .isTrue();
        int most = Math.toIntExact(rules.getRepeated().getMaxItems());
        assertThat(fields(with(valid, field, Collections.nCopies(most, item)))).isEmpty();
        assertThat(fields(with(valid, field, Collections.nCopies(most + 1, item))))
                .containsExactly(field.getName());
    }

    private static Message with(Message message, FieldDescriptor field, List<?> items) {
        return message.toBuilder().setField(field, new ArrayList<>(items)).build();
    }

    private List<String> fields(Message message) {
        return validator.violations(message).stream()
                .map(FieldViolation::getField)
                .toList();
    }
}
