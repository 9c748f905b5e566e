package io.tradeline.tools.releases;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.proto.releases.v1.PublishResponse;
import io.tradeline.proto.releases.v1.ReleasesGrpc;
import io.tradeline.rules.release.ReleaseSource;
import io.tradeline.tools.client.ServiceClient;
import io.tradeline.tools.client.Target;
import io.tradeline.tools.launch.LocalStack;
import io.tradeline.tools.launch.SharedStack;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A release that comes to a packaged service is compiled by a process of its own, which finds its classes there. */
@ExtendWith(SharedStack.class)
class PublishedReleaseIT {

    @Test
    void itIsCompiledInAProcessOfItsOwn() throws Exception {
        LocalStack stack = SharedStack.stack();
        String token = stack.tokens().issue("analyst", Duration.ofMinutes(5), "releases");
        ReleaseSource release = new ChangedRules()
                .set(ChangedRules.FRAUD_FLAGS, "unread-signals-amount", "26,000.00 EUR")
                .source();

        try (ServiceClient client = ServiceClient.of(new Target("127.0.0.1", stack.grpcPort()), () -> token)) {
            PublishResponse published = client.await(
                    ReleasesGrpc.getPublishMethod(),
                    ChangedRules.publication(release, "only looked at").toBuilder()
                            .setValidateOnly(true)
                            .build(),
                    Duration.ofMinutes(3));

            assertThat(published.getRelease().getDigest()).isEqualTo(release.digest());
        }
        // Otherwise it would say so: the service compiles a release by itself when the process fails.
        assertThat(Files.readString(stack.decisionService().log())).doesNotContain(release.digest());
    }
}
