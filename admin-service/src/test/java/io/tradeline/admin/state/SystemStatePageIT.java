package io.tradeline.admin.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tradeline.admin.HttpProbe;
import io.tradeline.admin.SettableClock;
import io.tradeline.admin.state.FakeReleases.Manner;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page, its down states and readiness, against a real gRPC server. */
@QuarkusTest
@WithTestResource(FakeDecisionService.class)
@SuppressWarnings("NullAway.Init") // the fields that Quarkus fills
class SystemStatePageIT {
    private static final Duration PAST_CACHE = Duration.ofSeconds(2);
    private static final String DOWN_HEADLINE = "The decision service can’t be reached";

    FakeDecisionService decisions;

    @Inject
    SettableClock clock;

    @TestHTTPResource("/")
    URI root;

    private HttpProbe http;

    @BeforeEach
    void freshInOrder() {
        http = new HttpProbe(root);
        decisions.run();
        decisions.writeToken(FakeDecisionService.TOKEN);
        decisions.releases().inOrder();
        clock.set(FakeReleases.NOW);
        awaitUp();
    }

    @AfterEach
    void leaveRunning() {
        decisions.run();
        decisions.writeToken(FakeDecisionService.TOKEN);
        decisions.releases().inOrder();
    }

    @Test
    void saysThatEverythingIsInOrder() {
        HttpResponse<String> page = http.get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
        assertThat(page.body())
                .contains("<title>Tradeline — system state</title>")
                .contains("Everything is in order")
                .contains("served everywhere (2 replicas)");
    }

    @Test
    void showsActiveReleaseWithWhenAndByWhom() {
        String page = http.get("/").body();

        assertThat(page)
                .contains("<code>3f2a90c4d1e8</code>")
                .contains("<code class=\"digest\">" + FakeReleases.ACTIVE + "</code>")
                .contains("22 Nov 2026, 09:30:00 UTC")
                .contains("30 minutes ago, by ann.releases")
                .contains("2 of 2 replicas<span class=\"more\">everywhere</span>");
    }

    @Test
    void showsEachReplicaWithItsDigestAndReport() {
        decisions.releases().rollingOut();

        String page = nextPage();

        assertThat(page)
                .contains("The active release is not served everywhere yet")
                .contains("1 of 2 replicas serves it")
                .contains("1 of 2 replicas<span class=\"more\">not everywhere yet</span>")
                .containsPattern("decision-7d9f-q8w1z</span>\\s*<span>serves <code>b81c07e5520f</code> "
                        + "<span class=\"badge watch\">not active</span>")
                .containsPattern("decision-7d9f-x2k4m</span>\\s*<span>serves <code>3f2a90c4d1e8</code> "
                        + "<span class=\"badge good\">active</span>");
    }

    @Test
    void listsPublishedReleases() {
        String page = http.get("/").body();

        assertThat(page)
                .contains("Spring limits: hard cap for wholesale, tolerance of 2 %")
                .contains("First release")
                .contains("10 Nov 2026, 10:00:00 UTC")
                .contains("bob.analyst")
                .contains("2 rule sets, 35 rules");
    }

    @Test
    void escapesWhatOthersWrote() {
        decisions
                .releases()
                .setReleases(List.of(FakeReleases.release(FakeReleases.ACTIVE, "<script>alert(1)</script>", 60)));

        assertThat(nextPage()).contains("&lt;script&gt;alert(1)&lt;/script&gt;").doesNotContain("<script");
    }

    @Test
    void saysThatNothingIsActive() {
        decisions.releases().empty();

        assertThat(nextPage())
                .contains("No rule release is active")
                .contains("None was ever activated.")
                .contains("None reported in the last 30 seconds.")
                .contains("None was ever published.");
    }

    @Test
    void saysThatNoReplicaReported() {
        decisions
                .releases()
                .setStatus(FakeReleases.activeStatus().setServedEverywhere(true).build());

        assertThat(nextPage()).contains("No replica has reported lately").doesNotContain("Everything is in order");
    }

    @Test
    void asksOnceASecondHoweverOftenItIsLoaded() {
        clock.advance(PAST_CACHE);
        int before = decisions.releases().statusCalls();

        for (int i = 0; i < 20; i++) {
            assertThat(http.get("/").statusCode()).isEqualTo(200);
        }
        assertThat(http.get("/q/health/ready").statusCode()).isEqualTo(200);

        assertThat(decisions.releases().statusCalls() - before).isEqualTo(1);
    }

    @Test
    void saysThatTheServiceIsDownAndComesBack() {
        decisions.halt();
        clock.advance(PAST_CACHE);

        HttpResponse<String> page = http.get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains(DOWN_HEADLINE)
                .contains("what was approved before stays approved")
                .doesNotContain("127.0.0.1")
                .doesNotContain("UNAVAILABLE");

        decisions.run();
        awaitUp();
        assertThat(http.get("/").body()).contains("Everything is in order");
    }

    @Test
    void isNotReadyButAliveWhileTheServiceIsDown() {
        assertThat(http.get("/q/health/ready").statusCode()).isEqualTo(200);
        decisions.halt();
        clock.advance(PAST_CACHE);

        HttpResponse<String> ready = http.get("/q/health/ready");

        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body())
                .contains("\"name\": \"decision-service\"")
                .contains("\"reason\": \"not_reachable\"")
                .contains(DOWN_HEADLINE);
        assertThat(http.get("/q/health/live").statusCode()).isEqualTo(200);
        assertThat(http.get("/q/health/started").statusCode()).isEqualTo(200);
    }

    @Test
    void waitsTwoSecondsForASilentService() {
        decisions.releases().behave(Manner.STAYS_SILENT);
        clock.advance(PAST_CACHE);

        long start = System.nanoTime();
        HttpResponse<String> page = http.get("/");
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("The decision service takes too long to answer");
        assertThat(took).isBetween(Duration.ofMillis(1_900), Duration.ofSeconds(10));
    }

    @Test
    void saysThatItsTokenIsRefusedAndPicksUpANewOne() {
        decisions.writeToken("expired.token");

        assertThat(nextPage())
                .contains("The decision service refuses this page’s token")
                .doesNotContain("expired.token");

        decisions.writeToken(FakeDecisionService.TOKEN);
        assertThat(nextPage()).contains("Everything is in order");
    }

    @Test
    void saysThatItHasNoToken() {
        decisions.writeToken("");

        assertThat(nextPage()).contains("This page has no token for the decision service");
    }

    @Test
    void keepsInnerErrorsToItself() {
        decisions.releases().behave(Manner.FAILS);

        assertThat(nextPage())
                .contains("The decision service answered with an error")
                .doesNotContain("ledger");
    }

    private String nextPage() {
        clock.advance(PAST_CACHE);
        HttpResponse<String> page = http.get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        return page.body();
    }

    /** The channel reconnects in its own time; the clock is left at {@link FakeReleases#NOW} or later. */
    private void awaitUp() {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        clock.advance(PAST_CACHE);
        while (http.get("/q/health/ready").statusCode() != 200) {
            assertThat(System.nanoTime())
                    .as("fake decision service seen within 20 s")
                    .isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            clock.advance(PAST_CACHE);
        }
    }
}
