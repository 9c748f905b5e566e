package io.tradeline.decision.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ProtocolMessageEnum;
import io.tradeline.proto.accounts.v1.PaymentTerms;
import io.tradeline.rules.facts.AccountStatus;
import io.tradeline.rules.facts.DecisionKind;
import io.tradeline.rules.facts.ItemRule;
import io.tradeline.rules.facts.Period;
import io.tradeline.rules.facts.RiskFlag;
import io.tradeline.rules.verdict.RequiredApproval;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The contracts' constants are turned into the rules' by their place: both lists must be the same. */
class AccountMapperTest {

    @TestFactory
    Stream<DynamicTest> constantsStandInTheSamePlaces() {
        return Stream.of(
                same(AccountStatus.values(), io.tradeline.proto.accounts.v1.AccountStatus.values(), "ACCOUNT_STATUS_"),
                same(RiskFlag.Kind.values(), io.tradeline.proto.accounts.v1.RiskFlag.Kind.values(), "KIND_"),
                same(io.tradeline.rules.terms.PaymentTerms.Basis.values(), PaymentTerms.Basis.values(), "BASIS_"),
                same(Period.values(), io.tradeline.proto.accounts.v1.Period.values(), "PERIOD_"),
                same(ItemRule.Effect.values(), io.tradeline.proto.accounts.v1.ItemRule.Effect.values(), "EFFECT_"),
                same(
                        RequiredApproval.Side.values(),
                        io.tradeline.proto.decision.v1.RequiredApproval.Side.values(),
                        "SIDE_"),
                same(DecisionKind.values(), io.tradeline.proto.decision.v1.Decision.Kind.values(), "KIND_"));
    }

    private static <P extends Enum<P> & ProtocolMessageEnum> DynamicTest same(
            Enum<?>[] rules, P[] contract, String prefix) {
        String name = contract[0].getDescriptorForType().getFullName();
        List<String> numbered = Arrays.stream(contract)
                .filter(constant -> !constant.name().equals("UNRECOGNIZED") && constant.getNumber() > 0)
                .map(constant -> constant.getNumber() + " " + constant.name().substring(prefix.length()))
                .toList();
        return DynamicTest.dynamicTest(
                name,
                () -> assertThat(Arrays.stream(rules).map(constant -> constant.ordinal() + 1 + " " + constant.name()))
                        .containsExactlyElementsOf(numbered));
    }
}
