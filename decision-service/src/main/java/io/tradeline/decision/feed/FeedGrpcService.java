package io.tradeline.decision.feed;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.tradeline.decision.access.Caller;
import io.tradeline.proto.feed.v1.FeedGrpc;
import io.tradeline.proto.feed.v1.SubscribeRequest;
import io.tradeline.proto.feed.v1.SubscribeResponse;

/** The Feed service. */
public final class FeedGrpcService extends FeedGrpc.FeedImplBase {

    private final Feed feed;

    public FeedGrpcService(Feed feed) {
        this.feed = feed;
    }

    @Override
    public void subscribe(SubscribeRequest request, StreamObserver<SubscribeResponse> observer) {
        Caller caller = Caller.current();
        feed.subscribe(
                (ServerCallStreamObserver<SubscribeResponse>) observer,
                Filter.of(request, caller),
                from(request),
                caller.expiresAtMilli());
    }

    private static Subscription.From from(SubscribeRequest request) {
        if (request.hasAfterSequence()) {
            return new Subscription.From.After(request.getAfterSequence());
        }
        return request.getStartAt() == SubscribeRequest.Start.START_OLDEST
                ? new Subscription.From.Oldest()
                : new Subscription.From.Now();
    }
}
