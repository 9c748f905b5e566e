package io.tradeline.admin.state;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The machine's own Chromium under Playwright, which downloads none. */
final class Chromium implements AutoCloseable {
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Path executable) {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setArgs(FLAGS));
    }

    /** Where Chromium is: {@code TRADELINE_CHROMIUM}, else {@code /usr/bin/chromium}. Skips the test when there is none. */
    static Path findOrSkip() {
        Path executable = Path.of(System.getenv().getOrDefault("TRADELINE_CHROMIUM", "/usr/bin/chromium"));
        assumeTrue(
                Files.isExecutable(executable),
                () -> "no Chromium at " + executable
                        + " (apt-get install chromium, or name one in TRADELINE_CHROMIUM)");
        assumeTrue(
                Chromium.class.getResource("/driver") != null,
                "Playwright's driver-bundle is not on the class path (Maven profile browser)");
        return executable;
    }

    static Chromium launch(Path executable) {
        return new Chromium(executable);
    }

    Browser browser() {
        return browser;
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
