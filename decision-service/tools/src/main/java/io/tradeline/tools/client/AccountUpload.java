package io.tradeline.tools.client;

import io.grpc.stub.StreamObserver;
import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.accounts.v1.UpsertRequest;
import io.tradeline.proto.accounts.v1.UpsertResponse;
import io.tradeline.proto.accounts.v1.UpsertResult;
import io.tradeline.tools.CommandException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Stores many accounts, in calls of 500, a few of them at once. */
public final class AccountUpload {
    private static final int BATCH = 500;
    private static final int CALLS = 4;
    private static final int DEADLINE_SECONDS = 60;

    private final ServiceClient client;

    public AccountUpload(ServiceClient client) {
        this.client = client;
    }

    /**
     * Stores accounts whose parents are stored already.
     *
     * @return how many were not known before
     * @throws CommandException when the service can't be reached or refuses one of them
     */
    public int store(List<Account> accounts) {
        Semaphore free = new Semaphore(CALLS);
        AtomicInteger created = new AtomicInteger();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        try {
            for (int from = 0; from < accounts.size() && failure.get() == null; from += BATCH) {
                List<Account> batch = accounts.subList(from, Math.min(accounts.size(), from + BATCH));
                free.acquire();
                send(batch, free, created, failure);
            }
            free.acquire(CALLS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted while storing accounts", interrupted);
        }
        Throwable failed = failure.get();
        if (failed instanceof CommandException refused) {
            throw refused;
        }
        if (failed != null) {
            throw RpcErrors.explain(failed, client.target());
        }
        return created.get();
    }

    private void send(
            List<Account> batch, Semaphore free, AtomicInteger created, AtomicReference<@Nullable Throwable> failure) {
        client.accounts()
                .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .upsert(UpsertRequest.newBuilder().addAllAccounts(batch).build(), new StreamObserver<>() {
                    @Override
                    public void onNext(UpsertResponse response) {
                        List<String> refusals = refusals(response);
                        if (!refusals.isEmpty()) {
                            failure.compareAndSet(
                                    null,
                                    CommandException.failed("the decision service refuses accounts:\n  "
                                            + String.join("\n  ", refusals)));
                        }
                        created.addAndGet((int) response.getResultsList().stream()
                                .filter(UpsertResult::getCreated)
                                .count());
                    }

                    @Override
                    public void onError(Throwable failed) {
                        failure.compareAndSet(null, failed);
                        free.release();
                    }

                    @Override
                    public void onCompleted() {
                        free.release();
                    }
                });
    }

    private static List<String> refusals(UpsertResponse response) {
        List<String> refusals = new ArrayList<>();
        for (UpsertResult result : response.getResultsList()) {
            if (result.hasError() && refusals.size() < 10) {
                refusals.add(result.getAccountId() + ": "
                        + RpcFailure.of(result.getError()).summary());
            }
        }
        return refusals;
    }
}
