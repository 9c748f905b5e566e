package io.tradeline.decision.receivables;

import com.google.protobuf.Message;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.tradeline.decision.access.AccountReach;
import io.tradeline.decision.access.Caller;
import io.tradeline.decision.access.CallerLimits;
import io.tradeline.decision.authorize.Positions;
import io.tradeline.decision.ledger.Ledger;
import io.tradeline.decision.ledger.LedgerReader;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.decision.releases.ActiveRelease;
import io.tradeline.decision.rpc.Calls;
import io.tradeline.decision.rpc.PageToken;
import io.tradeline.decision.rpc.Reply;
import io.tradeline.decision.rpc.Times;
import io.tradeline.decision.rpc.UnaryReply;
import io.tradeline.proto.decision.v1.ExposuresGrpc;
import io.tradeline.proto.decision.v1.GetExposureRequest;
import io.tradeline.proto.decision.v1.GetExposureResponse;
import io.tradeline.proto.decision.v1.PostReceivablesRequest;
import io.tradeline.proto.decision.v1.PostReceivablesResponse;
import io.tradeline.proto.decision.v1.Posting;
import io.tradeline.proto.decision.v1.PostingResult;
import io.tradeline.proto.decision.v1.WatchExposuresRequest;
import io.tradeline.proto.decision.v1.WatchExposuresResponse;
import io.tradeline.rules.release.Release;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** The Exposures service. */
public final class ExposuresGrpcService extends ExposuresGrpc.ExposuresImplBase {

    private final Ledger ledger;
    private final LedgerReader reader;
    private final ActiveRelease active;
    private final Clock clock;
    private final Calls calls;
    private final ExposureWatches watches;

    public ExposuresGrpcService(
            Ledger ledger,
            LedgerReader reader,
            ActiveRelease active,
            Clock clock,
            Calls calls,
            ExposureWatches watches) {
        this.ledger = ledger;
        this.reader = reader;
        this.active = active;
        this.clock = clock;
        this.calls = calls;
        this.watches = watches;
    }

    @Override
    public void get(GetExposureRequest request, StreamObserver<GetExposureResponse> observer) {
        long now = Caller.current().clockMilli(request.hasClock(), request.getClock(), clock);
        calls.run(observer, () -> get(active.get(), request, now));
    }

    private GetExposureResponse get(Release release, GetExposureRequest request, long now) throws SQLException {
        String accountId = request.getAccountId();
        AccountReach reach = Caller.current().accounts();
        String after = PageToken.read(request.getPageToken(), "below", accountId);
        GetExposureResponse.Builder response = GetExposureResponse.newBuilder()
                .addAllPositions(Positions.of(release, reader.stored(release, accountId, reach, now), accountId, now))
                .setAsOf(Times.timestamp(now));
        if (request.getPageSize() > 0) {
            LedgerReader.Below below = reader.below(release, accountId, after, request.getPageSize(), reach, now);
            for (String id : below.accountIds()) {
                response.addBelow(Positions.of(release, below.set(), id, now).get(0));
            }
            if (below.more()) {
                String last = below.accountIds().get(below.accountIds().size() - 1);
                response.setNextPageToken(PageToken.write(last, "below", accountId));
            }
        }
        return response.build();
    }

    @Override
    public void watch(WatchExposuresRequest request, StreamObserver<WatchExposuresResponse> observer) {
        watches.open(
                (ServerCallStreamObserver<WatchExposuresResponse>) observer,
                request.getAccountIdsList(),
                Caller.current());
    }

    @Override
    public void postReceivables(PostReceivablesRequest request, StreamObserver<PostReceivablesResponse> observer) {
        Caller caller = Caller.current();
        CallerLimits.current().entries(request.getPostingsCount());
        Collected collected = new Collected(request, new UnaryReply<>(observer));
        for (int i = 0; i < request.getPostingsCount(); i++) {
            Posting posting = request.getPostings(i);
            Reply reply = collected.reply(i);
            try {
                PostingChecks.require(posting);
                long now = caller.clockMilli(posting.hasClock(), posting.getClock(), clock);
                ledger.submit(new PostReceivable(posting, now), caller.accounts(), reply);
            } catch (StatusRuntimeException refusal) {
                reply.refuse(refusal);
            }
        }
    }

    /** The answers to the postings of one request; the last one completes the call. */
    private static final class Collected {

        private final PostReceivablesRequest request;
        private final UnaryReply<PostReceivablesResponse> reply;
        private final PostingResult[] results;
        private final AtomicInteger missing;

        Collected(PostReceivablesRequest request, UnaryReply<PostReceivablesResponse> reply) {
            this.request = request;
            this.reply = reply;
            this.results = new PostingResult[request.getPostingsCount()];
            this.missing = new AtomicInteger(request.getPostingsCount());
        }

        Reply reply(int index) {
            return new Reply() {
                @Override
                public void answer(Message response) {
                    put(index, (PostingResult) response);
                }

                @Override
                public void refuse(StatusRuntimeException refusal) {
                    put(
                            index,
                            PostingResult.newBuilder()
                                    .setPostingId(request.getPostings(index).getPostingId())
                                    .setError(Refusals.status(refusal))
                                    .build());
                }

                @Override
                public boolean isGone() {
                    return reply.isGone();
                }
            };
        }

        private void put(int index, PostingResult result) {
            results[index] = result;
            if (missing.decrementAndGet() == 0) {
                reply.answer(PostReceivablesResponse.newBuilder()
                        .addAllResults(Arrays.asList(results))
                        .build());
            }
        }
    }
}
