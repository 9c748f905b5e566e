package io.tradeline.decision.ledger;

import io.tradeline.decision.access.AccountReach;
import io.tradeline.decision.directory.AccountPath;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.decision.rpc.Reply;
import io.tradeline.decision.tracing.CallTrace;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A command on its way through a lane, and where its answer goes. Used by one thread at a time. */
final class Task {

    private static final Logger LOG = LoggerFactory.getLogger(Task.class);

    final Command command;
    final Reply reply;
    /** What its caller sees. */
    final AccountReach reach;

    final CallTrace trace;
    /** The account whose row orders it; found through the authorization when the command doesn't know it. */
    @Nullable String accountId;
    /** That account and those above, as memory had them when the task came, or as its batch has found them. A try that found their facts outdated drops it. */
    @Nullable AccountPath path;

    Task(Command command, Reply reply, AccountReach reach) {
        this.command = command;
        this.reply = reply;
        this.reach = reach;
        this.trace = reply.trace();
        this.accountId = command.accountId();
    }

    /** What it shares its credit by, as far as it is known: nothing but speed depends on it. */
    Object group() {
        if (path != null) {
            return path.holder().id();
        }
        if (accountId != null) {
            return accountId;
        }
        UUID authorization = command.authorizationId();
        return authorization == null ? this : authorization;
    }

    /** For tasks that got this far. */
    String account() {
        if (accountId == null) {
            throw new IllegalStateException("account of the task was not found yet");
        }
        return accountId;
    }

    /** Refuses it for a failure that is not the caller's; what a caller can't use is only in the log. */
    void fail(Throwable failure) {
        if (failure instanceof SQLException sql && SqlFailures.isPassing(sql)) {
            reply.refuse(Refusals.unavailable("the ledger is busy"));
            return;
        }
        String reference = UUID.randomUUID().toString();
        try (CallTrace.Logged named = trace.inLogs()) {
            LOG.error("command of account {} failed, reference {}", accountId, reference, failure);
        }
        reply.refuse(Refusals.internal(reference));
    }

    /** Its identity's key in the store; null for commands that the service gives itself. */
    Command.@Nullable Identity identity() {
        return command.identity();
    }
}
