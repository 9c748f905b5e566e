package io.tradeline.tools.simulate;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.AuthorizeResponse;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.decision.v1.EvaluateRequest;
import io.tradeline.proto.decision.v1.EvaluateResponse;
import io.tradeline.tools.client.RpcFailure;
import io.tradeline.tools.client.ServiceClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A client's side of the wire: takes steps until they are answered, some of them twice at once, and repeats old ones, out of order or with another body. Remembers some first answers,
 * and holds every later one against them (I2). Used by one thread at a time.
 */
final class Exchange {
    private static final int REMEMBERED = 60;
    private static final int TWIN_ONE_IN = 10;
    private static final int AGAIN_ONE_IN = 10;

    private final String name;
    private final SplittableRandom random;
    private final PatientCaller caller;
    private final List<ServiceClient> instances;
    private final ReleaseWatch releases;
    private final Counters counters;
    private final List<Step> steps = new ArrayList<>();
    private final List<Remembered<?, ?>> remembered = new ArrayList<>();
    private long number;

    /** A request that was answered, and must be answered so for ever. */
    private record Remembered<Q extends Message, R extends Message>(
            MethodDescriptor<Q, R> method, Q request, R first) {}

    /**
     * What a step is about, beside its request.
     *
     * @param authorizationId the order; empty for a new one and for postings
     * @param releases whether it gives reserved credit back
     */
    record About(Company company, String accountId, String authorizationId, boolean releases) {
        /** A step that is about no order yet. */
        static About account(Company company, String accountId) {
            return new About(company, accountId, "", false);
        }
    }

    Exchange(
            String name, SimulationPlan plan, List<ServiceClient> instances, ReleaseWatch releases, Counters counters) {
        this.name = name;
        this.random = plan.stream("exchange/" + name);
        this.caller = new PatientCaller(instances, plan.stream("calls/" + name), counters);
        this.instances = List.copyOf(instances);
        this.releases = releases;
        this.counters = counters;
    }

    /** The steps since the last time. */
    List<Step> takeSteps() {
        List<Step> taken = List.copyOf(steps);
        steps.clear();
        return taken;
    }

    /** A call that is no step. */
    <Q, R extends Message> Answer<R> call(MethodDescriptor<Q, R> method, Q request) {
        return caller.call(method, request);
    }

    /** A question that changes nothing, answered by a decision under some release. */
    void ask(EvaluateRequest request) {
        Answer<EvaluateResponse> answer = caller.call(DecisionsGrpc.getEvaluateMethod(), request);
        Decision decision = answer.orViolation("Evaluate").getDecision();
        releases.check(decision.getReleaseDigest(), answer.sentNanos(), answer.answeredNanos());
    }

    /** A step that is known by something else than a request id. */
    void taken(About about, String id, Message request, Answer<?> answer) {
        number++;
        steps.add(new Step(
                id,
                name,
                number,
                about.company().id(),
                about.accountId(),
                about.authorizationId(),
                about.releases(),
                request,
                answer));
    }

    /** Some decision that was answered to a new order lately; null when there is none. */
    @Nullable Decision anyDecision() {
        Remembered<?, ?> any = remembered.isEmpty() ? null : remembered.get(random.nextInt(remembered.size()));
        return any != null && any.first() instanceof AuthorizeResponse first ? first.getDecision() : null;
    }

    /** An old request once more, on any instance: the first answer, byte for byte. */
    void later() {
        if (!remembered.isEmpty()) {
            again(remembered.get(random.nextInt(remembered.size())));
        }
    }

    private <Q extends Message, R extends Message> void again(Remembered<Q, R> old) {
        counters.repetitions.increment();
        Answer<R> answer = caller.call(old.method(), old.request());
        same(old.method(), old.request(), old.first(), answer);
    }

    private static <R extends Message> void same(
            MethodDescriptor<?, R> method, Message request, R first, Answer<R> answer) {
        R again = answer.message();
        if (again == null || !again.toByteString().equals(first.toByteString())) {
            throw new Violation(method.getFullMethodName() + " was repeated and answered with " + answer.summary()
                    + " (expected: the first answer, " + first.toString().replace('\n', ' ') + "); request "
                    + request.toString().replace('\n', ' '));
        }
    }

    /** An id that was used, with another body: refused, and nothing happens; an effect would be found as one that no step made. */
    void otherBody() {
        List<AuthorizeRequest> used = new ArrayList<>();
        for (Remembered<?, ?> old : remembered) {
            if (old.request() instanceof AuthorizeRequest request) {
                used.add(request);
            }
        }
        if (used.isEmpty()) {
            return;
        }
        counters.otherBodies.increment();
        AuthorizeRequest request = used.get(random.nextInt(used.size()));
        long other = request.getOrder().getAmount().getAmountMinor() + 1;
        AuthorizeRequest changed = request.toBuilder()
                .setOrder(request.getOrder().toBuilder()
                        .setAmount(request.getOrder().getAmount().toBuilder().setAmountMinor(other)))
                .build();
        Answer<AuthorizeResponse> answer = caller.call(DecisionsGrpc.getAuthorizeMethod(), changed);
        RpcFailure refusal = answer.refusal();
        if (refusal == null || refusal.code() != Status.Code.ALREADY_EXISTS) {
            throw new Violation(
                    "request id " + request.getRequestId() + " was used with another body and answered with "
                            + answer.summary() + " (expected: ALREADY_EXISTS)");
        }
    }

    /** Takes a step; gives its answer, or null when it was refused. */
    <Q extends Message, R extends Message> @Nullable R take(
            About about, MethodDescriptor<Q, R> method, String id, Q request) {
        long sent = System.nanoTime();
        ListenableFuture<R> twin = null;
        if (random.nextInt(TWIN_ONE_IN) == 0) {
            counters.twins.increment();
            twin = instances.get(random.nextInt(instances.size())).call(method, request, PatientCaller.DEADLINE);
        }
        Answer<R> answered = caller.call(method, request);
        Answer<R> answer = new Answer<>(
                sent, answered.answeredNanos(), answered.attempts(), answered.message(), answered.refusal());
        R message = answer.message();
        if (twin != null && message != null) {
            requireTwin(twin, method, request, message);
        }
        boolean releasing = about.releases() && message != null;
        taken(new About(about.company(), about.accountId(), about.authorizationId(), releasing), id, request, answer);
        Decision decision = steps.get(steps.size() - 1).decision();
        count(answer, decision);
        if (message == null) {
            return null;
        }
        if (decision != null) {
            releases.check(decision.getReleaseDigest(), sent, answer.answeredNanos());
        }
        Remembered<Q, R> now = new Remembered<>(method, request, message);
        if (random.nextInt(AGAIN_ONE_IN) == 0) {
            again(now);
        }
        if (remembered.size() == REMEMBERED) {
            remembered.remove(random.nextInt(REMEMBERED));
        }
        remembered.add(now);
        return message;
    }

    /** The same request was sent to another instance at the same time: if that was answered, then with the same. */
    private static <Q extends Message, R extends Message> void requireTwin(
            ListenableFuture<R> twin, MethodDescriptor<Q, R> method, Q request, R message) {
        try {
            R other = twin.get(PatientCaller.DEADLINE.toSeconds() + 10, TimeUnit.SECONDS);
            Optional<RpcFailure> inside = PatientCaller.inside(other);
            if (inside.isPresent()) {
                requirePassing(inside.get(), method, request);
            } else if (!other.toByteString().equals(message.toByteString())) {
                throw new Violation(method.getFullMethodName() + " was sent twice at once and answered with "
                        + other.toString().replace('\n', ' ') + " and with "
                        + message.toString().replace('\n', ' ') + " (expected: one answer)");
            }
        } catch (ExecutionException notAnswered) {
            requirePassing(
                    RpcFailure.of(notAnswered.getCause() == null ? notAnswered : notAnswered.getCause()),
                    method,
                    request);
        } catch (TimeoutException unbounded) {
            throw new Violation(method.getFullMethodName() + " was not over long after its deadline", unbounded);
        } catch (CancellationException ours) {
            // Nobody else holds the future.
            throw new IllegalStateException(ours);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new PatientCaller.Stopped();
        }
    }

    private static void requirePassing(RpcFailure failure, MethodDescriptor<?, ?> method, Message request) {
        if (!PatientCaller.passes(failure)) {
            throw new Violation(method.getFullMethodName()
                    + " was sent twice at once, answered once, and refused once with " + failure.summary()
                    + " (expected: one answer); request " + request.toString().replace('\n', ' '));
        }
    }

    private void count(Answer<?> answer, @Nullable Decision decision) {
        counters.steps.increment();
        if (answer.message() == null) {
            counters.refused.increment();
        } else if (decision != null) {
            switch (decision.getOutcome()) {
                case OUTCOME_APPROVED -> counters.approved.increment();
                case OUTCOME_DECLINED -> counters.declined.increment();
                default -> counters.held.increment();
            }
        }
    }
}
