package io.tradeline.decision.access;

import io.grpc.MethodDescriptor;
import io.tradeline.proto.accounts.v1.AccountsGrpc;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.decision.v1.ExposuresGrpc;
import io.tradeline.proto.feed.v1.FeedGrpc;
import io.tradeline.proto.operations.v1.OperationsGrpc;
import io.tradeline.proto.releases.v1.ReleasesGrpc;
import java.util.Map;
import java.util.Set;

/** Which scopes open which method: any one of those listed. A method that is not listed is closed to everyone. */
final class MethodAccess {

    private static final Map<String, Set<Scope>> SCOPES = Map.ofEntries(
            allow(DecisionsGrpc.getAuthorizeMethod(), Scope.DECIDE),
            allow(DecisionsGrpc.getAuthorizeStreamMethod(), Scope.DECIDE),
            allow(DecisionsGrpc.getEvaluateMethod(), Scope.DECIDE, Scope.READ),
            allow(DecisionsGrpc.getAmendMethod(), Scope.DECIDE),
            allow(DecisionsGrpc.getCaptureMethod(), Scope.DECIDE),
            allow(DecisionsGrpc.getReleaseMethod(), Scope.DECIDE),
            allow(DecisionsGrpc.getResolveMethod(), Scope.RESOLVE),
            allow(DecisionsGrpc.getGetMethod(), Scope.DECIDE, Scope.READ),
            allow(DecisionsGrpc.getExplainMethod(), Scope.READ),
            allow(DecisionsGrpc.getListMethod(), Scope.DECIDE, Scope.READ),
            allow(DecisionsGrpc.getReplayMethod(), Scope.DECIDE, Scope.READ),
            allow(ExposuresGrpc.getGetMethod(), Scope.RECEIVABLES, Scope.DECIDE, Scope.READ),
            allow(ExposuresGrpc.getWatchMethod(), Scope.RECEIVABLES, Scope.DECIDE, Scope.READ),
            allow(ExposuresGrpc.getPostReceivablesMethod(), Scope.RECEIVABLES),
            allow(AccountsGrpc.getUpsertMethod(), Scope.ACCOUNTS),
            allow(AccountsGrpc.getGetMethod(), Scope.ACCOUNTS, Scope.READ),
            allow(AccountsGrpc.getListMethod(), Scope.ACCOUNTS, Scope.READ),
            allow(FeedGrpc.getSubscribeMethod(), Scope.FEED),
            allow(ReleasesGrpc.getPublishMethod(), Scope.RELEASES),
            allow(ReleasesGrpc.getActivateMethod(), Scope.RELEASES),
            allow(ReleasesGrpc.getListMethod(), Scope.RELEASES, Scope.READ),
            allow(ReleasesGrpc.getGetMethod(), Scope.RELEASES, Scope.READ),
            allow(ReleasesGrpc.getStatusMethod(), Scope.RELEASES, Scope.READ),
            allow(OperationsGrpc.getSetLogLevelMethod(), Scope.OPERATE),
            allow(OperationsGrpc.getListLogLevelsMethod(), Scope.OPERATE),
            allow(OperationsGrpc.getListDriftMethod(), Scope.OPERATE),
            allow(OperationsGrpc.getRebuildExposuresMethod(), Scope.OPERATE));

    /** What changes the rules, or an instance, changes it for every account; and the books are all accounts. */
    private static final Set<String> FOR_ALL_ACCOUNTS = Set.of(
            ReleasesGrpc.getPublishMethod().getFullMethodName(),
            ReleasesGrpc.getActivateMethod().getFullMethodName(),
            OperationsGrpc.getSetLogLevelMethod().getFullMethodName(),
            OperationsGrpc.getListLogLevelsMethod().getFullMethodName(),
            OperationsGrpc.getListDriftMethod().getFullMethodName(),
            OperationsGrpc.getRebuildExposuresMethod().getFullMethodName());

    private MethodAccess() {}

    /** Whether it is closed to callers who see some accounts only. */
    static boolean isForAllAccounts(String fullMethodName) {
        return FOR_ALL_ACCOUNTS.contains(fullMethodName);
    }

    /** The scopes of which one is needed; empty for a method that no one may call. */
    static Set<Scope> scopes(String fullMethodName) {
        return SCOPES.getOrDefault(fullMethodName, Set.of());
    }

    private static Map.Entry<String, Set<Scope>> allow(MethodDescriptor<?, ?> method, Scope... scopes) {
        return Map.entry(method.getFullMethodName(), Set.of(scopes));
    }
}
