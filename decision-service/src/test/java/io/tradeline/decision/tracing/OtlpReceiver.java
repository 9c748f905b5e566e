package io.tradeline.decision.tracing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPInputStream;

/** A collector that keeps the spans it is sent, over HTTP on a free port of this machine. */
public final class OtlpReceiver implements AutoCloseable {

    private final HttpServer server;
    private final List<ReceivedSpan> spans = new CopyOnWriteArrayList<>();
    private final StringBuffer everything = new StringBuffer();
    private volatile int status = 200;
    private volatile CountDownLatch mayAnswer = new CountDownLatch(0);

    public OtlpReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream body = new GZIPInputStream(exchange.getRequestBody())) {
            byte[] request = body.readAllBytes();
            mayAnswer.await();
            if (status == 200) {
                everything.append(new String(request, StandardCharsets.ISO_8859_1));
                spans.addAll(ReceivedSpan.of(request));
            }
            exchange.sendResponseHeaders(status, -1);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What is sent from now on is answered with this status of HTTP, and kept if that is 200. */
    public void answerWith(int otherStatus) {
        status = otherStatus;
    }

    /** What is sent from now on is not answered before {@link #goOn}. */
    public void stall() {
        mayAnswer = new CountDownLatch(1);
    }

    public void goOn() {
        mayAnswer.countDown();
    }

    public List<ReceivedSpan> spans() {
        return spans;
    }

    public List<ReceivedSpan> trace(String id) {
        return spans.stream().filter(span -> span.trace().equals(id)).toList();
    }

    /** All bytes that were kept. */
    public String everything() {
        return everything.toString();
    }

    @Override
    public void close() {
        goOn();
        server.stop(0);
    }
}
