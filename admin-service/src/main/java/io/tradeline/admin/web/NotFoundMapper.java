package io.tradeline.admin.web;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers unknown addresses with a page in words; Quarkus alone answers with an empty body. */
final class NotFoundMapper {
    @ServerExceptionMapper
    Response toPage(NotFoundException unknownAddress) {
        return Response.status(Response.Status.NOT_FOUND)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(new NotFoundPage().render())
                .build();
    }
}
