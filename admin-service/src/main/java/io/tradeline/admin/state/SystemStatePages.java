package io.tradeline.admin.state;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The page at {@code /}: always 200, as a decision service that is down is something the page can say. */
@Path("/")
public final class SystemStatePages {
    private final RecentState state;

    @Inject
    SystemStatePages(RecentState state) {
        this.state = state;
    }

    @GET
    @Blocking
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance systemState() {
        return PageModel.of(state.read());
    }
}
