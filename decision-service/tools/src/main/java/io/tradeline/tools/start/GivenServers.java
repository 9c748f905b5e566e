package io.tradeline.tools.start;

import io.tradeline.tools.CommandException;
import io.tradeline.tools.launch.DatabaseAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;

/** PostgreSQL and Redis that the environment names, in the place of the embedded ones. */
public final class GivenServers {
    private static final int TIMEOUT_SECONDS = 5;

    private GivenServers() {}

    /**
     * The database named by {@code TRADELINE_DATABASE_URL}, {@code _USER} and {@code _PASSWORD}, after it has answered.
     *
     * @throws CommandException when it doesn't answer
     */
    public static Optional<DatabaseAddress> database(Map<String, String> environment) {
        Optional<String> url = value(environment, "TRADELINE_DATABASE_URL");
        if (url.isEmpty()) {
            return Optional.empty();
        }
        if (!url.get().startsWith("jdbc:postgresql:")) {
            throw CommandException.environment(
                    "TRADELINE_DATABASE_URL: " + url.get() + " (expected: jdbc:postgresql://host:port/database)");
        }
        DatabaseAddress address = new DatabaseAddress(
                url.get(),
                value(environment, "TRADELINE_DATABASE_USER").orElse("tradeline"),
                value(environment, "TRADELINE_DATABASE_PASSWORD").orElse(""));
        Properties properties = new Properties();
        properties.setProperty("user", address.user());
        properties.setProperty("password", address.password());
        properties.setProperty("connectTimeout", Integer.toString(TIMEOUT_SECONDS));
        properties.setProperty("loginTimeout", Integer.toString(2 * TIMEOUT_SECONDS));
        try (Connection connection = DriverManager.getConnection(address.url(), properties)) {
            if (connection.isValid(TIMEOUT_SECONDS)) {
                return Optional.of(address);
            }
        } catch (SQLException failure) {
            throw CommandException.environment(
                    "the database that TRADELINE_DATABASE_URL names does not let us in (" + address + "): "
                            + failure.getMessage() + "; unset it to use an embedded PostgreSQL",
                    failure);
        }
        throw CommandException.environment(
                "the database that TRADELINE_DATABASE_URL names does not answer (" + address + ")");
    }

    /**
     * The Redis named by {@code TRADELINE_REDIS_URL}, after something has answered there.
     *
     * @throws CommandException when nothing answers
     */
    static Optional<String> redis(Map<String, String> environment) {
        return redis(environment, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    /** @param tls for {@code rediss://}: whose certificates are trusted */
    static Optional<String> redis(Map<String, String> environment, SSLSocketFactory tls) {
        Optional<String> url = value(environment, "TRADELINE_REDIS_URL");
        url.ifPresent(given -> requireRedis(given, tls));
        return url;
    }

    private static void requireRedis(String url, SSLSocketFactory tls) {
        try {
            URI address = URI.create(url);
            boolean secure = "rediss".equals(address.getScheme());
            if (!secure && !"redis".equals(address.getScheme()) || address.getHost() == null) {
                throw new IllegalArgumentException("expected: redis://host:port, or rediss://host:port for TLS");
            }
            int port = address.getPort() < 0 ? 6379 : address.getPort();
            try (Socket plain = new Socket()) {
                plain.connect(new InetSocketAddress(address.getHost(), port), TIMEOUT_SECONDS * 1000);
                plain.setSoTimeout(TIMEOUT_SECONDS * 1000);
                if (!secure) {
                    ping(plain);
                    return;
                }
                try (Socket socket = tls.createSocket(plain, address.getHost(), port, true)) {
                    ping(socket);
                }
            }
        } catch (IllegalArgumentException | IOException failure) {
            throw CommandException.environment(
                    "TRADELINE_REDIS_URL: " + withoutPassword(url) + ": " + failure.getMessage()
                            + "; unset it to use an embedded Redis",
                    failure);
        }
    }

    private static void ping(Socket socket) throws IOException {
        socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
        int first = socket.getInputStream().read();
        // With a password set it answers -NOAUTH: it is a Redis all the same, and the URL may have the password.
        if (first != '+' && first != '-') {
            throw new IOException("what answers there is no Redis");
        }
    }

    private static String withoutPassword(String url) {
        return url.replaceFirst("//[^@/]*@", "//***@");
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
    }
}
