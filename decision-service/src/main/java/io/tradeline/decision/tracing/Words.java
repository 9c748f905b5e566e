package io.tradeline.decision.tracing;

import io.opentelemetry.api.common.AttributeKey;

/** Names of attributes: OpenTelemetry's own where it has one. What names people, companies, accounts or tokens is not among them. */
final class Words {

    static final AttributeKey<String> RPC_SYSTEM = AttributeKey.stringKey("rpc.system");
    static final AttributeKey<String> RPC_SERVICE = AttributeKey.stringKey("rpc.service");
    static final AttributeKey<String> RPC_METHOD = AttributeKey.stringKey("rpc.method");
    static final AttributeKey<Long> RPC_STATUS = AttributeKey.longKey("rpc.grpc.status_code");
    static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");
    static final AttributeKey<String> INSTANCE = AttributeKey.stringKey("service.instance.id");

    static final AttributeKey<String> DECISION = AttributeKey.stringKey("tradeline.decision.id");
    static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("tradeline.decision.outcome");
    static final AttributeKey<String> RELEASE = AttributeKey.stringKey("tradeline.release.digest");
    static final AttributeKey<Long> COMMANDS = AttributeKey.longKey("tradeline.batch.commands");
    static final AttributeKey<String> ON = AttributeKey.stringKey("tradeline.commit.on");
    static final AttributeKey<Boolean> COMMITTED = AttributeKey.booleanKey("tradeline.committed");
    static final AttributeKey<Long> WANTED = AttributeKey.longKey("tradeline.copies.wanted");
    static final AttributeKey<Long> FOUND = AttributeKey.longKey("tradeline.copies.found");

    private Words() {}
}
