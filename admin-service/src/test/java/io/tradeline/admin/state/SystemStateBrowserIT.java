package io.tradeline.admin.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tradeline.admin.HttpProbe;
import io.tradeline.admin.SettableClock;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The page as people have it before them: in light and dark, on a desk and on a phone, by keyboard and by screen reader. Skipped,
 * with the reason, where there is no Chromium. Leaves its pictures in {@code target/screenshots}.
 */
@QuarkusTest
@WithTestResource(FakeDecisionService.class)
@SuppressWarnings("NullAway.Init") // the fields that Quarkus fills
class SystemStateBrowserIT {
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final int DESK = 1_200;
    private static final int PHONE = 360;

    private static @Nullable Chromium chromium;

    FakeDecisionService decisions;

    @Inject
    SettableClock clock;

    @TestHTTPResource("/")
    URI root;

    private final List<String> complaints = new ArrayList<>();
    private @Nullable BrowserContext context;

    @AfterAll
    static void quit() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void inOrder() {
        Path executable = Chromium.findOrSkip();
        if (chromium == null) {
            chromium = Chromium.launch(executable);
        }
        decisions.run();
        decisions.writeToken(FakeDecisionService.TOKEN);
        decisions.releases().inOrder();
        clock.set(FakeReleases.NOW);
        HttpProbe http = new HttpProbe(root);
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        do {
            clock.advance(Duration.ofSeconds(2));
            assertThat(System.nanoTime()).as("service ready within 20 s").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        } while (http.get("/q/health/ready").statusCode() != 200);
    }

    @AfterEach
    void closeContext() {
        if (context != null) {
            context.close();
        }
        decisions.run();
        assertThat(complaints).as("errors in the browser's console").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"in-order", "rolling-out", "empty", "down", "not-found"})
    void passesAxeOnALightDeskAndADarkPhone(String scene) {
        String path = arrange(scene);

        look(scene, open(path, ColorScheme.LIGHT, DESK));
        look(scene + "-phone-dark", open(path, ColorScheme.DARK, PHONE));
    }

    private static void look(String name, Page page) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(PICTURES.resolve(name + ".png"))
                .setFullPage(true));
        assertThat(new AxeBuilder(page).analyze().getViolations()).as(name).isEmpty();
        assertThat(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
                .as("%s: pixels of sideways scrolling", name)
                .isEqualTo(0);
        page.context().close();
    }

    @Test
    void worksByKeyboard() {
        Page page = open("/", ColorScheme.LIGHT, DESK);

        page.keyboard().press("Tab");
        assertThat(focused(page)).isEqualTo("Tradeline");
        page.keyboard().press("Tab");
        assertThat(focused(page)).isEqualTo("Check again");
        page.keyboard().press("Tab");
        assertThat(focused(page)).isEqualTo("Full digest");
        assertThat(page.locator("code.digest").isVisible()).isFalse();
        page.keyboard().press("Enter");

        assertThat(page.locator("code.digest").isVisible()).isTrue();
    }

    @Test
    void checkingAgainShowsTheNewState() {
        Page page = open("/", ColorScheme.LIGHT, DESK);
        assertThat(page.locator("#verdict").innerText()).isEqualTo("Everything is in order");
        decisions.releases().rollingOut();
        clock.advance(Duration.ofSeconds(2));

        page.getByText("Check again").click();

        assertThat(page.locator("#verdict").innerText()).isEqualTo("The active release is not served everywhere yet");
    }

    @Test
    void movesNothingForPeopleWhoAskedForThat() {
        Page page = open("/", ColorScheme.LIGHT, DESK);
        Object moving = page.evaluate("getComputedStyle(document.querySelector('.button')).transitionDuration");
        page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        Object still = page.evaluate("getComputedStyle(document.querySelector('.button')).transitionDuration");

        assertThat(moving).isEqualTo("0.12s");
        assertThat(still).isEqualTo("0s");
    }

    /** Brings the decision service into a state; returns the path to look at. */
    private String arrange(String scene) {
        switch (scene) {
            case "in-order", "not-found" -> decisions.releases().inOrder();
            case "rolling-out" -> decisions.releases().rollingOut();
            case "empty" -> decisions.releases().empty();
            case "down" -> decisions.halt();
            default -> throw new IllegalArgumentException(scene);
        }
        clock.advance(Duration.ofSeconds(2));
        return scene.equals("not-found") ? "/nothing-here" : "/";
    }

    private Page open(String path, ColorScheme scheme, int width) {
        if (chromium == null) {
            throw new IllegalStateException("chromium: null (expected: launched before all tests)");
        }
        context = chromium.browser()
                .newContext(new Browser.NewContextOptions()
                        .setColorScheme(scheme)
                        .setReducedMotion(ReducedMotion.NO_PREFERENCE)
                        .setViewportSize(width, 800));
        Page page = context.newPage();
        boolean expectError = path.equals("/nothing-here");
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !expectError) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.navigate(root.resolve(path).toString());
        return page;
    }

    private static Object focused(Page page) {
        return page.evaluate("document.activeElement.textContent.trim()");
    }
}
