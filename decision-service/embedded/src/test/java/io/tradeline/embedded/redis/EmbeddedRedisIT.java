package io.tradeline.embedded.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tradeline.embedded.Await;
import io.tradeline.embedded.LocalPorts;
import io.tradeline.embedded.PortInUseException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisIT {
    @TempDir
    private Path temp;

    private RedisOptions options(String name) {
        return RedisOptions.in(temp.resolve(name));
    }

    /** All that the server answers to an inline command. */
    private static String ask(EmbeddedRedis server, String command) throws IOException {
        try (Socket socket = new Socket(LocalPorts.loopback(), server.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .lines()
                    .collect(Collectors.joining(" "));
        }
    }

    @Test
    void itIsACache() throws IOException {
        try (EmbeddedRedis server = EmbeddedRedis.start(options("a"))) {
            assertThat(server.url()).isEqualTo("redis://127.0.0.1:" + server.port());
            assertThat(ask(server, "CONFIG GET save")).isEqualTo("*2 $4 save $0  +OK");
            assertThat(ask(server, "CONFIG GET appendonly")).contains(" no ");
            assertThat(ask(server, "CONFIG GET maxmemory")).contains("" + 512L * 1024 * 1024);
            assertThat(ask(server, "CONFIG GET maxmemory-policy")).contains("allkeys-lru");
            assertThat(ask(server, "CONFIG GET bind")).contains("127.0.0.1");
        }
    }

    @Test
    void itStopsAndStartsAgainOnTheSamePort() throws IOException {
        long pid;
        try (EmbeddedRedis server = EmbeddedRedis.start(options("a"))) {
            int port = server.port();
            assertThat(ask(server, "SET k v")).isEqualTo("+OK +OK");
            server.stop();
            assertThat(server.isRunning()).isFalse();
            server.restart();
            assertThat(server.port()).isEqualTo(port);
            assertThat(ask(server, "GET k")).isEqualTo("$-1 +OK");
            server.kill();
            assertThat(server.isRunning()).isFalse();
            server.restart();
            assertThat(ask(server, "PING")).isEqualTo("+PONG +OK");
            pid = server.pid();
        }
        Await.gone(pid);
    }

    @Test
    void aTakenPortIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(LocalPorts.loopback(), 0));
            int port = taken.getLocalPort();
            assertThatExceptionOfType(PortInUseException.class)
                    .isThrownBy(() -> EmbeddedRedis.start(options("a").withPort(port)))
                    .withMessageContaining("port " + port)
                    .withMessageContaining("--port-offset");
        }
    }

    @Test
    void twoServersRunSideBySide() throws IOException {
        try (EmbeddedRedis one = EmbeddedRedis.start(options("a"));
                EmbeddedRedis other = EmbeddedRedis.start(options("b"))) {
            assertThat(ask(one, "SET k v")).startsWith("+OK");
            assertThat(ask(other, "EXISTS k")).startsWith(":0");
        }
    }
}
