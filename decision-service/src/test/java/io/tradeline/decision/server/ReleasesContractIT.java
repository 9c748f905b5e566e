package io.tradeline.decision.server;

import static io.tradeline.decision.server.Sample.account;
import static io.tradeline.decision.server.Sample.approved;
import static io.tradeline.decision.server.Sample.order;
import static io.tradeline.decision.server.Sample.store;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.rpc.Code;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.ReplayRequest;
import io.tradeline.proto.releases.v1.ActivateRequest;
import io.tradeline.proto.releases.v1.GetRequest;
import io.tradeline.proto.releases.v1.GetResponse;
import io.tradeline.proto.releases.v1.ListRequest;
import io.tradeline.proto.releases.v1.ListResponse;
import io.tradeline.proto.releases.v1.PublishRequest;
import io.tradeline.proto.releases.v1.Release;
import io.tradeline.proto.releases.v1.ReleaseFile;
import io.tradeline.proto.releases.v1.ReleaseStatus;
import io.tradeline.proto.releases.v1.ReleasesGrpc.ReleasesBlockingStub;
import io.tradeline.proto.releases.v1.RuleSet;
import io.tradeline.proto.releases.v1.StatusRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Publish, Activate, List, Get and Status. */
@ExtendWith(SharedService.class)
class ReleasesContractIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ReleasesBlockingStub releases = SharedService.service().releases();

    @Test
    void whatIsActiveCanBeReadBack() {
        ReleaseStatus status = status();
        GetResponse active = releases.get(
                GetRequest.newBuilder().setDigest(status.getActiveDigest()).build());

        assertThat(status.getServedEverywhere()).isTrue();
        assertThat(status.getReplicasCount()).isEqualTo(1);
        assertThat(status.getActivatedBy()).isNotEmpty();
        assertThat(active.getRelease().getRuleSetsList())
                .extracting(RuleSet::getRuleSetId)
                .containsExactlyInAnyOrder(
                        "credit-limits", "credit-terms", "fraud-flags", "lifecycle", "purchasing-approvals");
        assertThat(active.getRelease().getPublishedBy()).isEqualTo("tradeline");
        assertThat(active.getFilesList()).extracting(ReleaseFile::getPath).isSorted();
        assertThat(releases.list(ListRequest.getDefaultInstance()).getReleasesList())
                .contains(active.getRelease());
        Release again = releases.publish(PublishRequest.newBuilder()
                        .addAllFiles(active.getFilesList())
                        .setDescription("the same once more")
                        .build())
                .getRelease();
        assertThat(again).as("the same files are the same release").isEqualTo(active.getRelease());
    }

    @Test
    void whatIsNotThereIsNotFound() {
        String nothing = "0".repeat(64);

        Refusal.of(() -> releases.get(GetRequest.newBuilder().setDigest(nothing).build()))
                .is(Code.NOT_FOUND, "NOT_FOUND");
        Refusal.of(() -> releases.activate(
                        ActivateRequest.newBuilder().setDigest(nothing).build()))
                .is(Code.NOT_FOUND, "NOT_FOUND");
        Refusal.of(() -> releases.activate(
                        ActivateRequest.newBuilder().setDigest("latest").build()))
                .isInvalid("digest");
    }

    @Test
    void aBrokenReleaseIsRefusedWithThePlace() {
        Refusal broken = Refusal.of(() -> releases.publish(changed(
                        "credit-limits/limit.drl",
                        text -> text.replace("exposureAfterMinor > hardCapMinor", "noSuchFigure > hardCapMinor"))
                .build()));

        broken.is(Code.INVALID_ARGUMENT, "INVALID_FIELDS");
        assertThat(broken.fields()).isNotEmpty().allMatch(field -> field.startsWith("credit-limits/limit.drl:"));
        assertThat(broken.message()).contains("noSuchFigure");
        Refusal unreadable = Refusal.of(
                () -> releases.publish(changed("credit-limits/limit.drl", text -> text + "\nrule without end")
                        .build()));
        unreadable.is(Code.INVALID_ARGUMENT, "INVALID_FIELDS");
        assertThat(unreadable.fields()).anyMatch(field -> field.startsWith("credit-limits/limit.drl:"));
        PublishRequest.Builder twice = changed("credit-limits/limit.drl", text -> text);
        Refusal.of(() -> releases.publish(twice.addFiles(twice.getFiles(0)).build()))
                .isInvalid("files");
        Refusal.of(() -> releases.publish(PublishRequest.newBuilder()
                        .addFiles(ReleaseFile.newBuilder().setPath("../etc/passwd"))
                        .build()))
                .isInvalid("files[0].path");
        Refusal.of(() -> releases.publish(PublishRequest.getDefaultInstance())).isInvalid("files");
    }

    @Test
    void decisionsNameTheReleaseThatWasActive() {
        store(account("l-one"));
        String before = status().getActiveDigest();
        Decision old = approved("l-one-1", order("l-one", 1_00));
        PublishRequest.Builder change =
                changed("credit-limits/parameters.yaml", text -> text.replace("value: 5 %", "value: 6 %"));
        Release checked =
                releases.publish(change.clone().setValidateOnly(true).build()).getRelease();
        Refusal.of(() -> releases.get(
                        GetRequest.newBuilder().setDigest(checked.getDigest()).build()))
                .is(Code.NOT_FOUND, "NOT_FOUND");

        Release published = releases.publish(
                        change.setDescription("more tolerance").build())
                .getRelease();

        assertThat(published.getDigest()).isEqualTo(checked.getDigest()).isNotEqualTo(before);
        assertThat(published.getDescription()).isEqualTo("more tolerance");
        assertThat(published.getPublishedBy()).isEqualTo("test");
        assertThat(old.getReleaseDigest()).isEqualTo(before);
        Refusal.of(() -> releases.activate(ActivateRequest.newBuilder()
                        .setDigest(published.getDigest())
                        .setExpectedActiveDigest(published.getDigest())
                        .build()))
                .is(Code.ABORTED, "OTHER_RELEASE_ACTIVE");
        try {
            activate(published.getDigest(), before);

            assertThat(approved("l-one-2", order("l-one", 1_00)).getReleaseDigest())
                    .isEqualTo(published.getDigest());
            assertThat(approved("l-one-1", order("l-one", 1_00)))
                    .as("a repetition is answered by the first release")
                    .isEqualTo(old);
            assertThat(SharedService.service()
                            .decisions()
                            .replay(ReplayRequest.newBuilder()
                                    .setDecisionId(old.getDecisionId())
                                    .build())
                            .getEqual())
                    .isTrue();
        } finally {
            activate(before, "");
        }
        assertThat(approved("l-one-3", order("l-one", 1_00)).getReleaseDigest()).isEqualTo(before);
        pages();
    }

    private void pages() {
        ListResponse first =
                releases.list(ListRequest.newBuilder().setPageSize(1).build());
        ListRequest next = ListRequest.newBuilder()
                .setPageSize(1)
                .setPageToken(first.getNextPageToken())
                .build();
        ListResponse second = releases.list(next);

        assertThat(first.getReleases(0).getDescription()).isEqualTo("more tolerance");
        assertThat(second.getReleases(0).getDigest())
                .isNotEqualTo(first.getReleases(0).getDigest());
        assertThat(second.getNextPageToken()).isEmpty();
        String text = new String(Base64.getUrlDecoder().decode(next.getPageToken()), StandardCharsets.UTF_8);
        String head = text.substring(0, text.indexOf('\n') + 1);
        for (String tampered : List.of(head + "x", head + "soon:0", "1\n1:0")) {
            String token = Base64.getUrlEncoder().encodeToString(tampered.getBytes(StandardCharsets.UTF_8));
            Refusal.of(() -> releases.list(next.toBuilder().setPageToken(token).build()))
                    .isInvalid("page_token");
        }
    }

    private void activate(String digest, String expected) {
        ReleaseStatus after = releases.activate(ActivateRequest.newBuilder()
                        .setDigest(digest)
                        .setExpectedActiveDigest(expected)
                        .build())
                .getStatus();
        assertThat(after.getActiveDigest()).isEqualTo(digest);
        assertThat(after.getActivatedBy()).isEqualTo("test");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!status().getServedEverywhere()) {
            assertThat(System.nanoTime()).as("still not served: %s", digest).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private interface Edit {
        String edited(String text);
    }

    /** The active release with one file changed. */
    private PublishRequest.Builder changed(String path, Edit edit) {
        GetResponse active = releases.get(
                GetRequest.newBuilder().setDigest(status().getActiveDigest()).build());
        PublishRequest.Builder request = PublishRequest.newBuilder();
        for (ReleaseFile file : active.getFilesList()) {
            request.addFiles(
                    file.getPath().equals(path)
                            ? file.toBuilder()
                                    .setContent(ByteString.copyFromUtf8(
                                            edit.edited(file.getContent().toStringUtf8())))
                                    .build()
                            : file);
        }
        assertThat(request.getFilesList()).extracting(ReleaseFile::getPath).contains(path);
        return request;
    }

    private ReleaseStatus status() {
        return releases.status(StatusRequest.getDefaultInstance()).getStatus();
    }
}
