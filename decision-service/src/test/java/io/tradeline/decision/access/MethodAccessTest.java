package io.tradeline.decision.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.tradeline.decision.server.ServiceFixture;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.releases.v1.ReleasesGrpc;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MethodAccessTest {

    @Test
    void everyMethodThatIsServedHasItsScopes(@TempDir Path directory) throws Exception {
        List<String> methods = ServiceFixture.servicesWithoutDatabase(directory).stream()
                .map(ServerServiceDefinition::getMethods)
                .flatMap(found -> found.stream().map(ServerMethodDefinition::getMethodDescriptor))
                .map(io.grpc.MethodDescriptor::getFullMethodName)
                .toList();

        assertThat(methods).hasSizeGreaterThan(19);
        assertThat(methods)
                .filteredOn(method -> !method.startsWith("grpc.health.v1.Health/")
                        && !method.startsWith("grpc.reflection.v1.ServerReflection/"))
                .hasSizeGreaterThanOrEqualTo(19)
                .allSatisfy(method ->
                        assertThat(MethodAccess.scopes(method)).as(method).isNotEmpty());
    }

    @Test
    void looksNeedLessThanDeeds() {
        assertThat(MethodAccess.scopes(DecisionsGrpc.getAuthorizeMethod().getFullMethodName()))
                .containsExactly(Scope.DECIDE);
        assertThat(MethodAccess.scopes(DecisionsGrpc.getEvaluateMethod().getFullMethodName()))
                .containsExactlyInAnyOrder(Scope.DECIDE, Scope.READ);
        assertThat(MethodAccess.scopes(DecisionsGrpc.getResolveMethod().getFullMethodName()))
                .containsExactly(Scope.RESOLVE);
        assertThat(MethodAccess.scopes(ReleasesGrpc.getActivateMethod().getFullMethodName()))
                .containsExactly(Scope.RELEASES);
        assertThat(MethodAccess.scopes("tradeline.decision.v1.Decisions/Unheard"))
                .isEmpty();
    }
}
