package io.tradeline.admin.web;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Headers that tell browsers what the pages may do: own style sheets and images, nothing else. They are set before routing, so
 * that static files, health answers and errors carry them too, which a JAX-RS filter would miss.
 */
@ApplicationScoped
final class SecurityHeaders {
    /** Higher runs earlier; above every filter of Quarkus. */
    private static final int FIRST = 10_000;

    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final String STATIC_FILES = "/static/";

    void register(@Observes Filters filters) {
        filters.register(SecurityHeaders::addTo, FIRST);
    }

    private static void addTo(RoutingContext context) {
        MultiMap headers = context.response().headers();
        headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        if (!context.normalizedPath().startsWith(STATIC_FILES)) {
            headers.set("Cache-Control", "no-store");
        }
        context.next();
    }
}
