package io.tradeline.decision.server;

import static io.tradeline.decision.server.Sample.account;
import static io.tradeline.decision.server.Sample.approved;
import static io.tradeline.decision.server.Sample.branch;
import static io.tradeline.decision.server.Sample.date;
import static io.tradeline.decision.server.Sample.euro;
import static io.tradeline.decision.server.Sample.order;
import static io.tradeline.decision.server.Sample.store;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.rpc.Code;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.tradeline.decision.access.Scope;
import io.tradeline.proto.accounts.v1.UpsertRequest;
import io.tradeline.proto.decision.v1.AmendRequest;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.AuthorizeStreamRequest;
import io.tradeline.proto.decision.v1.AuthorizeStreamResponse;
import io.tradeline.proto.decision.v1.CaptureRequest;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.EvaluateRequest;
import io.tradeline.proto.decision.v1.ExplainRequest;
import io.tradeline.proto.decision.v1.GetExposureRequest;
import io.tradeline.proto.decision.v1.Invoice;
import io.tradeline.proto.decision.v1.PostReceivablesRequest;
import io.tradeline.proto.decision.v1.Posting;
import io.tradeline.proto.decision.v1.ReleaseRequest;
import io.tradeline.proto.decision.v1.ReplayRequest;
import io.tradeline.proto.decision.v1.ResolveRequest;
import io.tradeline.proto.decision.v1.WatchExposuresRequest;
import io.tradeline.proto.feed.v1.SubscribeRequest;
import io.tradeline.proto.operations.v1.ListDriftRequest;
import io.tradeline.proto.operations.v1.ListLogLevelsRequest;
import io.tradeline.proto.operations.v1.LogLevel;
import io.tradeline.proto.operations.v1.RebuildExposuresRequest;
import io.tradeline.proto.operations.v1.SetLogLevelRequest;
import io.tradeline.proto.releases.v1.ActivateRequest;
import io.tradeline.proto.releases.v1.PublishRequest;
import io.tradeline.proto.releases.v1.ReleaseFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every method that is served, called as every kind of caller. A method that {@link #TABLE} does not know fails. */
@ExtendWith(SharedService.class)
class AccessWalkIT {

    private static final String OURS = "w-walk-a";
    private static final String ELSE = "w-else";

    /** Stands in what is stored of the account: no one else may ever read it. */
    private static final String PLANTED = "tier-of-walk";

    private static final Set<Scope> ANY = Set.of(Scope.values());

    private static Decision decision;

    private final ServiceFixture fixture = SharedService.fixture();
    private final ServiceFixture.Instance service = SharedService.service();

    /**
     * What a method answers. In words: a status, or for answers item by item "OK/" and the status of the one item.
     *
     * @param open the scopes of which one is needed
     * @param own to callers for all accounts, or for the one that the request is about
     * @param foreign to callers for another account, or for none
     * @param request one that breaks no contract, about the account
     */
    private record Row(Set<Scope> open, String own, String foreign, Supplier<Message> request) {}

    // The order is one of March 2025, and lapsed: who gets as far as to it is told so.
    private static final Map<String, Row> TABLE = new LinkedHashMap<>();

    static {
        Set<Scope> decide = Set.of(Scope.DECIDE);
        Set<Scope> look = Set.of(Scope.DECIDE, Scope.READ);
        row(
                "decision.v1.Decisions/Authorize",
                decide,
                "OK",
                "NOT_FOUND",
                () -> AuthorizeRequest.newBuilder()
                        .setRequestId(unique())
                        .setOrder(order(OURS, 1_00))
                        .build());
        row(
                "decision.v1.Decisions/AuthorizeStream",
                decide,
                "OK/OK",
                "OK/NOT_FOUND",
                () -> AuthorizeStreamRequest.newBuilder()
                        .setOrder(AuthorizeRequest.newBuilder()
                                .setRequestId(unique())
                                .setOrder(order(OURS, 1_00)))
                        .build());
        row(
                "decision.v1.Decisions/Evaluate",
                look,
                "OK",
                "NOT_FOUND",
                () -> EvaluateRequest.newBuilder().setOrder(order(OURS, 1_00)).build());
        row(
                "decision.v1.Decisions/Amend",
                decide,
                "FAILED_PRECONDITION",
                "NOT_FOUND",
                () -> AmendRequest.newBuilder()
                        .setRequestId(unique())
                        .setAuthorizationId(decision.getAuthorizationId())
                        .setOrder(order(OURS, 2_00))
                        .build());
        row(
                "decision.v1.Decisions/Capture",
                decide,
                "FAILED_PRECONDITION",
                "NOT_FOUND",
                () -> CaptureRequest.newBuilder()
                        .setRequestId(unique())
                        .setAuthorizationId(decision.getAuthorizationId())
                        .setDocumentId(unique())
                        .build());
        row(
                "decision.v1.Decisions/Release",
                decide,
                "FAILED_PRECONDITION",
                "NOT_FOUND",
                () -> ReleaseRequest.newBuilder()
                        .setRequestId(unique())
                        .setAuthorizationId(decision.getAuthorizationId())
                        .build());
        row(
                "decision.v1.Decisions/Resolve",
                Set.of(Scope.RESOLVE),
                "FAILED_PRECONDITION",
                "NOT_FOUND",
                () -> ResolveRequest.newBuilder()
                        .setRequestId(unique())
                        .setAuthorizationId(decision.getAuthorizationId())
                        .setVerdict(ResolveRequest.Verdict.VERDICT_APPROVE)
                        .setSideValue(1)
                        .setResolverId("ann")
                        .setRole("manager")
                        .setReason("needed")
                        .build());
        row(
                "decision.v1.Decisions/Get",
                look,
                "OK",
                "NOT_FOUND",
                () -> io.tradeline.proto.decision.v1.GetRequest.newBuilder()
                        .setDecisionId(decision.getDecisionId())
                        .build());
        row(
                "decision.v1.Decisions/Explain",
                Set.of(Scope.READ),
                "OK",
                "NOT_FOUND",
                () -> ExplainRequest.newBuilder()
                        .setDecisionId(decision.getDecisionId())
                        .build());
        row(
                "decision.v1.Decisions/Replay",
                look,
                "OK",
                "NOT_FOUND",
                () -> ReplayRequest.newBuilder()
                        .setDecisionId(decision.getDecisionId())
                        .build());
        row(
                "decision.v1.Decisions/List",
                look,
                "OK",
                "OK",
                () -> io.tradeline.proto.decision.v1.ListRequest.newBuilder()
                        .setAccountId(OURS)
                        .build());
        row(
                "decision.v1.Exposures/Get",
                Set.of(Scope.RECEIVABLES, Scope.DECIDE, Scope.READ),
                "OK",
                "NOT_FOUND",
                () -> GetExposureRequest.newBuilder().setAccountId(OURS).build());
        row(
                "decision.v1.Exposures/Watch",
                Set.of(Scope.RECEIVABLES, Scope.DECIDE, Scope.READ),
                "OK",
                "NOT_FOUND",
                () -> WatchExposuresRequest.newBuilder().addAccountIds(OURS).build());
        row(
                "feed.v1.Feed/Subscribe",
                Set.of(Scope.FEED),
                "OK",
                "OK",
                () -> SubscribeRequest.newBuilder()
                        .setStartAt(SubscribeRequest.Start.START_OLDEST)
                        .build());
        // What an instance logs is about everyone's orders.
        row(
                "operations.v1.Operations/SetLogLevel",
                Set.of(Scope.OPERATE),
                "OK",
                "PERMISSION_DENIED",
                () -> SetLogLevelRequest.newBuilder()
                        .setCategory("io.tradeline.walk")
                        .setLevel(LogLevel.LOG_LEVEL_INFO)
                        .setLasting(Duration.newBuilder().setSeconds(1))
                        .build());
        row(
                "operations.v1.Operations/ListLogLevels",
                Set.of(Scope.OPERATE),
                "OK",
                "PERMISSION_DENIED",
                ListLogLevelsRequest::getDefaultInstance);
        row(
                "operations.v1.Operations/ListDrift",
                Set.of(Scope.OPERATE),
                "OK",
                "PERMISSION_DENIED",
                ListDriftRequest::getDefaultInstance);
        row(
                "operations.v1.Operations/RebuildExposures",
                Set.of(Scope.OPERATE),
                "OK/OK",
                "PERMISSION_DENIED",
                () -> RebuildExposuresRequest.newBuilder()
                        .addAccountIds(OURS)
                        .setValidateOnly(true)
                        .build());
        row(
                "decision.v1.Exposures/PostReceivables",
                Set.of(Scope.RECEIVABLES),
                "OK/OK",
                "OK/NOT_FOUND",
                () -> PostReceivablesRequest.newBuilder()
                        .addPostings(Posting.newBuilder()
                                .setPostingId(unique())
                                .setAccountId(OURS)
                                .setInvoice(Invoice.newBuilder()
                                        .setDocumentId(unique())
                                        .setAmount(euro(1_00))
                                        .setInvoiceDate(date("2025-03-04"))
                                        .setDueDate(date("2025-04-04"))))
                        .build());
        row(
                "accounts.v1.Accounts/Upsert",
                Set.of(Scope.ACCOUNTS),
                "OK/OK",
                "OK/FAILED_PRECONDITION",
                () -> UpsertRequest.newBuilder().addAccounts(walked()).build());
        row(
                "accounts.v1.Accounts/Get",
                Set.of(Scope.ACCOUNTS, Scope.READ),
                "OK",
                "NOT_FOUND",
                () -> io.tradeline.proto.accounts.v1.GetRequest.newBuilder()
                        .setAccountId(OURS)
                        .build());
        row(
                "accounts.v1.Accounts/List",
                Set.of(Scope.ACCOUNTS, Scope.READ),
                "OK",
                "OK",
                io.tradeline.proto.accounts.v1.ListRequest::getDefaultInstance);
        // Rules are everyone's: a caller for some accounts, whichever, does not change them.
        row(
                "releases.v1.Releases/Publish",
                Set.of(Scope.RELEASES),
                "INVALID_ARGUMENT",
                "PERMISSION_DENIED",
                () -> PublishRequest.newBuilder()
                        .addFiles(ReleaseFile.newBuilder().setPath("no-rules"))
                        .setValidateOnly(true)
                        .build());
        row(
                "releases.v1.Releases/Activate",
                Set.of(Scope.RELEASES),
                "NOT_FOUND",
                "PERMISSION_DENIED",
                () -> ActivateRequest.newBuilder().setDigest("0".repeat(64)).build());
        Set<Scope> rules = Set.of(Scope.RELEASES, Scope.READ);
        row(
                "releases.v1.Releases/List",
                rules,
                "OK",
                "OK",
                io.tradeline.proto.releases.v1.ListRequest::getDefaultInstance);
        row(
                "releases.v1.Releases/Get",
                rules,
                "NOT_FOUND",
                "NOT_FOUND",
                () -> io.tradeline.proto.releases.v1.GetRequest.newBuilder()
                        .setDigest("0".repeat(64))
                        .build());
        row(
                "releases.v1.Releases/Status",
                rules,
                "OK",
                "OK",
                io.tradeline.proto.releases.v1.StatusRequest::getDefaultInstance);
        TABLE.put(
                "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
                new Row(
                        ANY,
                        "OK",
                        "OK",
                        () -> ServerReflectionRequest.newBuilder()
                                .setListServices("")
                                .build()));
        // Open to everyone, whatever they show.
        TABLE.put("grpc.health.v1.Health/Check", new Row(Set.of(), "OK", "OK", HealthCheckRequest::getDefaultInstance));
        TABLE.put("grpc.health.v1.Health/Watch", new Row(Set.of(), "OK", "OK", HealthCheckRequest::getDefaultInstance));
    }

    private static void row(String method, Set<Scope> open, String own, String foreign, Supplier<Message> request) {
        TABLE.put("tradeline." + method, new Row(open, own, foreign, request));
    }

    private static String unique() {
        return "walk-" + UUID.randomUUID();
    }

    private static io.tradeline.proto.accounts.v1.Account.Builder walked() {
        return branch(OURS, "w-walk").setTier(PLANTED);
    }

    @BeforeAll
    static void plant() {
        store(account("w-walk"), walked(), account(ELSE));
        decision = approved("w-walk-1", order(OURS, 1_00));
    }

    @Test
    void theTableKnowsEveryMethodAndNoOther() {
        List<String> served = methods()
                .<String>map(MethodDescriptor::getFullMethodName)
                .sorted()
                .toList();
        assertThat(served).containsExactlyElementsOf(new TreeSet<>(TABLE.keySet()));
    }

    @TestFactory
    Stream<DynamicTest> everyMethodAsEveryKindOfCaller() {
        Map<String, String> strangers = strangers();
        return methods()
                .map(method -> DynamicTest.dynamicTest(
                        method.getFullMethodName(),
                        () -> walk(
                                method,
                                Objects.requireNonNull(
                                        TABLE.get(method.getFullMethodName()), "a method that the table does not know"),
                                strangers)));
    }

    private void walk(MethodDescriptor<?, ?> method, Row row, Map<String, String> strangers) {
        boolean everyone = method.getFullMethodName().startsWith("grpc.health.");
        List<String> wrong = new ArrayList<>();
        strangers.forEach((kind, authorization) ->
                expect(wrong, method, row, kind, authorization, everyone ? row.own() : "UNAUTHENTICATED"));
        for (Scope scope : Scope.values()) {
            boolean open = everyone || row.open().contains(scope);
            String word = scope.word();
            expect(wrong, method, row, word, bearer(word), open ? row.own() : "PERMISSION_DENIED");
            expect(
                    wrong,
                    method,
                    row,
                    word + ", for its account",
                    bearer(word, OURS),
                    !open
                            ? "PERMISSION_DENIED"
                            : row.foreign().equals("PERMISSION_DENIED") ? "PERMISSION_DENIED" : row.own());
            expect(
                    wrong,
                    method,
                    row,
                    word + ", for another account",
                    bearer(word, ELSE),
                    open ? row.foreign() : "PERMISSION_DENIED");
            expect(
                    wrong,
                    method,
                    row,
                    word + ", for no account",
                    bearer(word, new String[0]),
                    open ? row.foreign() : "PERMISSION_DENIED");
        }
        String none = everyone || row.open().equals(ANY) ? row.own() : "PERMISSION_DENIED";
        expect(wrong, method, row, "scopes that are not ours", bearer("openid profile DECIDED"), none);
        assertThat(wrong).isEmpty();
    }

    private void expect(
            List<String> wrong,
            MethodDescriptor<?, ?> method,
            Row row,
            String kind,
            String authorization,
            String word) {
        Metadata headers = new Metadata();
        if (!authorization.isEmpty()) {
            headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), authorization);
        }
        AnyCall call = AnyCall.of(service.channel(), method, row.request().get().toByteArray(), headers);
        String said = said(call);
        if (!said.equals(word)) {
            wrong.add("as " + kind + ": " + said + " (expected: " + word + ") "
                    + call.status().getDescription());
        }
        String token = authorization.replaceFirst("^[A-Za-z]+ ", "");
        String text = call.text();
        if (token.length() > 20 && text.contains(token)) {
            wrong.add("as " + kind + ": the answer holds the token");
        }
        boolean stranger = kind.endsWith("another account") || kind.endsWith("no account");
        if (stranger && (text.contains(PLANTED) || text.contains("w-walk-1"))) {
            wrong.add("as " + kind + ": the answer holds what is another's: " + text);
        }
        if (!word.startsWith("OK") && !call.status().isOk()) {
            Refusal refusal = Refusal.of(() -> {
                throw call.refusal();
            });
            if (refusal.reason().isEmpty()) {
                wrong.add("as " + kind + ": a refusal without a reason");
            }
        }
    }

    /** The status, and behind it that of the only item of an answer item by item. */
    private static String said(AnyCall call) {
        if (!call.status().isOk() || call.messages().isEmpty()) {
            return call.code().name();
        }
        Message message = call.messages().get(0);
        FieldDescriptor results = message.getDescriptorForType()
                .findFieldByName(message instanceof AuthorizeStreamResponse ? "answers" : "results");
        if (results == null) {
            return Status.Code.OK.name();
        }
        assertThat(message.getRepeatedFieldCount(results)).isEqualTo(1);
        Message result = (Message) message.getRepeatedField(results, 0);
        com.google.rpc.Status error = (com.google.rpc.Status)
                result.getField(result.getDescriptorForType().findFieldByName("error"));
        return "OK/" + Code.forNumber(error.getCode()).name();
    }

    private String bearer(String scope) {
        return "Bearer " + fixture.token(scope);
    }

    private String bearer(String scope, String... accounts) {
        return "Bearer " + fixture.token(scope, claims -> claims.setClaim("accounts", Arrays.asList(accounts)));
    }

    /** What does not say who calls, by kind: whatever it claims to allow. */
    private Map<String, String> strangers() {
        String all = Arrays.stream(Scope.values()).map(Scope::word).collect(Collectors.joining(" "));
        String good = fixture.token(all);
        String[] parts = good.split("\\.", -1);
        String[] others = fixture.token("read").split("\\.", -1);
        Map<String, String> kinds = new LinkedHashMap<>();
        kinds.put("nobody", "");
        kinds.put("a name and a password", "Basic dXNlcjpwYXNzd29yZC1vZi1zb21lb25l");
        kinds.put("an empty token", "Bearer ");
        kinds.put("garbage", "Bearer garbage-garbage-garbage-garbage");
        kinds.put("parts of nothing", "Bearer ..");
        kinds.put("a token that is too long", "Bearer " + "x".repeat(9_000));
        kinds.put(
                "a token that has ended",
                "Bearer "
                        + fixture.token(
                                all,
                                claims -> claims.setExpirationTime(NumericDate.fromSeconds(
                                        NumericDate.now().getValue() - 60))));
        kinds.put("a token without an end", "Bearer " + fixture.token(all, claims -> claims.unsetClaim("exp")));
        kinds.put(
                "a token of tomorrow",
                "Bearer " + fixture.token(all, claims -> claims.setNotBeforeMinutesInThePast(-1440)));
        kinds.put("a token of nobody", "Bearer " + fixture.token(all, claims -> claims.unsetClaim("sub")));
        kinds.put("another issuer's", "Bearer " + fixture.token(all, claims -> claims.setIssuer("other")));
        kinds.put("another audience's", "Bearer " + fixture.token(all, claims -> claims.setAudience("other")));
        kinds.put("a changed token", "Bearer " + parts[0] + "." + others[1] + "." + parts[2]);
        kinds.put("an unsigned token", "Bearer " + encoded("{\"alg\":\"none\"}") + "." + parts[1] + ".");
        kinds.put("a token of a key that is not known", "Bearer " + signedByAnother(good, "unknown"));
        kinds.put("a token of another key with the same name", "Bearer " + signedByAnother(good, "test"));
        kinds.put(
                "a token with accounts that are none",
                "Bearer " + fixture.token(all, claims -> claims.setClaim("accounts", "w-walk-a")));
        return kinds;
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static String signedByAnother(String token, String keyId) {
        try {
            EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            JsonWebSignature signature = new JsonWebSignature();
            signature.setPayload(new String(
                    Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), java.nio.charset.StandardCharsets.UTF_8));
            signature.setKey(key.getPrivateKey());
            signature.setKeyIdHeaderValue(keyId);
            signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
            return signature.getCompactSerialization();
        } catch (org.jose4j.lang.JoseException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private Stream<MethodDescriptor<?, ?>> methods() {
        return service.server().services().stream()
                .flatMap(definition -> definition.getMethods().stream())
                .map(ServerMethodDefinition::getMethodDescriptor);
    }
}
