package io.tradeline.admin.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tradeline.admin.HttpProbe;
import io.tradeline.admin.state.FakeDecisionService;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses exist, and what every answer says to browsers. */
@QuarkusTest
@WithTestResource(FakeDecisionService.class)
@SuppressWarnings("NullAway.Init") // the fields that Quarkus fills
class AddressesIT {
    @TestHTTPResource("/")
    URI root;

    private HttpProbe http;

    @BeforeEach
    void connect() {
        http = new HttpProbe(root);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/static/tradeline.css", "/static/tradeline.svg", "/q/health/live", "/nothing-here"})
    void everyAnswerCarriesTheSecurityHeaders(String path) {
        HttpHeaders headers = http.get(path).headers();

        assertThat(headers.firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .contains("default-src 'none'")
                        .contains("frame-ancestors 'none'")
                        .doesNotContain("unsafe-inline"));
        assertThat(headers.allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(headers.allValues("Referrer-Policy")).containsExactly("no-referrer");
        assertThat(headers.allValues("X-Frame-Options")).containsExactly("DENY");
        assertThat(headers.allValues("Cross-Origin-Opener-Policy")).containsExactly("same-origin");
    }

    @Test
    void pagesAreNotStoredAndFilesAre() {
        assertThat(http.get("/").headers().allValues("Cache-Control")).containsExactly("no-store");
        assertThat(http.get("/static/tradeline.css").headers().firstValue("Cache-Control"))
                .hasValueSatisfying(value -> assertThat(value).contains("max-age=600"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing-here",
                "/index.html",
                "/favicon.ico",
                "/admin",
                "/static/",
                "/static/other.css",
                "/static/../application.properties",
                "/templates/layout.html",
                "/q/",
                "/q/dev-ui",
                "/q/health-ui/",
                "/q/metrics",
                "/q/openapi",
                "/q/info"
            })
    void nothingElseExists(String path) {
        HttpResponse<String> answer = http.get(path);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).doesNotContain("Resource", "Endpoint");
    }

    @Test
    void anUnknownAddressLeadsBackToThePage() {
        assertThat(http.get("/nothing-here").body())
                .contains("There is no such page")
                .contains("href=\"/\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
    void pagesAreOnlyRead(String method) {
        assertThat(http.send(method, "/").statusCode()).isEqualTo(405);
    }
}
