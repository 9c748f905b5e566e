package io.tradeline.tools.simulate;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.tradeline.proto.releases.v1.ActivateRequest;
import io.tradeline.proto.releases.v1.PublishRequest;
import io.tradeline.proto.releases.v1.ReleaseStatus;
import io.tradeline.proto.releases.v1.ReleasesGrpc;
import io.tradeline.proto.releases.v1.StatusRequest;
import io.tradeline.tools.client.RpcFailure;
import io.tradeline.tools.client.ServiceClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Publishes and activates releases, patiently. Nothing here depends on chance. */
final class ReleaseDesk {
    /** Compiling takes seconds, on a busy machine many. */
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final List<ServiceClient> instances;
    private final ReleaseWatch watch;

    ReleaseDesk(List<ServiceClient> instances, ReleaseWatch watch) {
        this.instances = instances;
        this.watch = watch;
    }

    void publish(PublishRequest request) {
        call(ReleasesGrpc.getPublishMethod(), request);
    }

    void activate(String digest) {
        watch.activating(digest);
        call(
                ReleasesGrpc.getActivateMethod(),
                ActivateRequest.newBuilder().setDigest(digest).build());
    }

    /**
     * Waits until all instances decide with the active release.
     *
     * @throws Violation when they don't in time
     */
    void awaitSettled() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        ReleaseStatus status = ReleaseStatus.getDefaultInstance();
        while (System.nanoTime() < end) {
            status = call(ReleasesGrpc.getStatusMethod(), StatusRequest.getDefaultInstance())
                    .getStatus();
            if (status.getServedEverywhere()
                    && status.getReplicasCount() >= instances.size()
                    && status.getActiveDigest().equals(watch.active())) {
                watch.settled();
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            if (Thread.currentThread().isInterrupted()) {
                throw new PatientCaller.Stopped();
            }
        }
        throw new Violation("not all instances decide with release " + watch.active() + " after " + PATIENCE.toSeconds()
                + " s: " + status.toString().replace('\n', ' '));
    }

    private <Q, R extends Message> R call(MethodDescriptor<Q, R> method, Q request) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (int attempt = 0; ; attempt++) {
            try {
                return instances
                        .get(attempt % instances.size())
                        .call(method, request, DEADLINE)
                        .get(DEADLINE.toSeconds() + 10, TimeUnit.SECONDS);
            } catch (ExecutionException failed) {
                RpcFailure failure = RpcFailure.of(failed.getCause() == null ? failed : failed.getCause());
                boolean passes = failure.isTransient() || failure.code() == Status.Code.DEADLINE_EXCEEDED;
                if (!passes || System.nanoTime() > end) {
                    throw new Violation(
                            method.getFullMethodName() + " failed with " + failure.summary() + " (expected: an answer)",
                            failed);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            } catch (TimeoutException unbounded) {
                throw new Violation(method.getFullMethodName() + " was not over long after its deadline", unbounded);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new PatientCaller.Stopped();
            }
        }
    }
}
