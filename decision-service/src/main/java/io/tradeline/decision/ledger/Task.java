package io.tradeline.decision.ledger;

import org.jspecify.annotations.Nullable;

/** A command on its way through a lane, and where its answer goes. Used by one thread at a time. */
final class Task {

    final Command command;
    final Reply reply;
    /** The account whose row orders it; found through the authorization when the command doesn't know it. */
    @Nullable String accountId;

    Task(Command command, Reply reply) {
        this.command = command;
        this.reply = reply;
        this.accountId = command.accountId();
    }

    /** For tasks that got this far. */
    String account() {
        if (accountId == null) {
            throw new IllegalStateException("account of the task was not found yet");
        }
        return accountId;
    }

    /** Its identity's key in the store; null for commands that the service gives itself. */
    Command.@Nullable Identity identity() {
        return command.identity();
    }
}
