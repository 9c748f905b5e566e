package io.tradeline.tools.client;

import io.tradeline.tools.CommandException;
import java.util.TreeMap;

/** Says in a person's words why a call failed, and what to do. */
public final class RpcErrors {
    private RpcErrors() {}

    /** The end of a command because of a failed call. */
    public static CommandException explain(Throwable failure, Target target) {
        return explain(RpcFailure.of(failure), target, failure);
    }

    private static CommandException explain(RpcFailure failure, Target target, Throwable cause) {
        return switch (failure.code()) {
            case UNAVAILABLE -> CommandException.environment(unavailable(failure, target), cause);
            case UNAUTHENTICATED ->
                CommandException.failed(
                        "the decision service at " + target + " does not accept the token" + because(failure)
                                + "\nA service that was started with another key needs --token or --token-file",
                        cause);
            case PERMISSION_DENIED ->
                CommandException.failed("the token does not allow this" + because(failure), cause);
            case DEADLINE_EXCEEDED ->
                CommandException.failed(
                        "the decision service at " + target
                                + " did not answer in time; whether it acted is unknown: repeat with the same request id",
                        cause);
            case UNIMPLEMENTED ->
                CommandException.failed(
                        "what listens at " + target + " is no decision service of this version" + because(failure),
                        cause);
            case UNKNOWN, INTERNAL, DATA_LOSS ->
                CommandException.failed(
                        "the decision service at " + target + " failed" + because(failure) + "; its log says more",
                        cause);
            case INVALID_ARGUMENT -> CommandException.failed(refused(failure), cause);
            default ->
                CommandException.failed(
                        (failure.message().isEmpty() ? failure.code().name() : failure.message()) + details(failure),
                        cause);
        };
    }

    private static String unavailable(RpcFailure failure, Target target) {
        if (!failure.answered()) {
            return "no decision service at " + target + "; start one with ./tradeline start";
        }
        String retry = failure.retryAfter()
                .map(delay -> " after " + Math.max(1, delay.toSeconds()) + " s")
                .orElse("");
        return "the decision service at " + target + " can't answer now" + because(failure)
                + "\nNothing has happened; repeat with the same request id" + retry;
    }

    private static String refused(RpcFailure failure) {
        if (failure.violations().isEmpty()) {
            return "the request is not valid" + because(failure);
        }
        return "the request is not valid" + details(failure);
    }

    private static String details(RpcFailure failure) {
        StringBuilder lines = new StringBuilder();
        for (String violation : failure.violations()) {
            lines.append("\n  ").append(violation);
        }
        new TreeMap<>(failure.facts())
                .forEach((name, value) ->
                        lines.append("\n  ").append(name).append(": ").append(value));
        return lines.toString();
    }

    private static String because(RpcFailure failure) {
        return failure.message().isEmpty() ? "" : ": " + failure.message();
    }
}
