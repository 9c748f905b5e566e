package io.tradeline.decision.access;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Where a JSON Web Key Set is read from, anew with each read. */
public interface KeySource {

    /** Far more than any issuer publishes. */
    int LARGEST_BYTES = 256 * 1024;

    /** Loopback as it can be told without asking anyone for a name. */
    Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");

    /**
     * The set as text, at most {@link #LARGEST_BYTES} long.
     *
     * @throws IOException when it can't be had; the message says why and holds nothing of what was read
     */
    String read() throws IOException, InterruptedException;

    /**
     * The source that a setting names.
     *
     * @param location an https or http URL, or the path of a file
     * @param plainHttp whether http may leave this machine: who is on the way could put in keys of his own
     * @throws IllegalArgumentException when it is neither
     */
    static KeySource of(String location, boolean plainHttp) {
        if (!location.startsWith("http://") && !location.startsWith("https://")) {
            return new KeyFile(Path.of(location));
        }
        URI url = URI.create(location);
        if (url.getHost() == null || url.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "tradeline.auth.jwks: a URL without a host, or with a user (expected: https://host/path)");
        }
        if (url.getScheme().equals("http")
                && !plainHttp
                && !LOOPBACK.matcher(url.getHost()).matches()) {
            throw new IllegalArgumentException("tradeline.auth.jwks: " + location
                    + " (expected: https, or http to this machine, unless tradeline.auth.jwks-plain-http is true)");
        }
        return new KeyUrl(url);
    }
}
