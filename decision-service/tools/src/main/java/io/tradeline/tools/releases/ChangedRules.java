package io.tradeline.tools.releases;

import com.google.protobuf.ByteString;
import io.tradeline.proto.releases.v1.PublishRequest;
import io.tradeline.proto.releases.v1.ReleaseFile;
import io.tradeline.rules.release.ReleaseSource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shipped rules with other values of some parameters. */
public final class ChangedRules {
    public static final String CREDIT_LIMITS = "credit-limits/parameters.yaml";
    public static final String FRAUD_FLAGS = "fraud-flags/parameters.yaml";

    private final Map<String, byte[]> files =
            new TreeMap<>(ReleaseSource.shipped().files());

    /**
     * Gives a parameter another value.
     *
     * @param file path of its file in the release
     * @param value as it stands in the file, for example {@code 5 %}
     * @throws IllegalStateException when the shipped rules have no such parameter
     */
    public ChangedRules set(String file, String parameter, String value) {
        return replace(file, "(?m)^(" + parameter + ":\\n(?:  .*\\n)*?  value: ).*$", parameter, value);
    }

    /**
     * Gives a parameter another value under some of its keys.
     *
     * @param keys for example {@code hour} and {@code day}
     * @throws IllegalStateException when the shipped rules have no such parameter with these keys
     */
    public ChangedRules setEach(String file, String parameter, List<String> keys, String value) {
        for (String key : keys) {
            replace(file, "(?m)^(" + parameter + ":\\n(?:  .*\\n)*?    " + key + ": ).*$", parameter, value);
        }
        return this;
    }

    private ChangedRules replace(String file, String pattern, String parameter, String value) {
        String yaml = new String(Objects.requireNonNull(files.get(file), file), StandardCharsets.UTF_8);
        Matcher found = Pattern.compile(pattern).matcher(yaml);
        if (!found.find()) {
            throw new IllegalStateException(
                    "parameter " + parameter + " is not in the shipped rules (expected: it is)");
        }
        String changed = found.replaceFirst("$1" + Matcher.quoteReplacement(value));
        files.put(file, changed.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** As they are now. */
    public ReleaseSource source() {
        return ReleaseSource.of(files);
    }

    /** What publishes a release. */
    public static PublishRequest publication(ReleaseSource source, String description) {
        PublishRequest.Builder request = PublishRequest.newBuilder().setDescription(description);
        source.files()
                .forEach((path, content) -> request.addFiles(
                        ReleaseFile.newBuilder().setPath(path).setContent(ByteString.copyFrom(content))));
        return request.build();
    }
}
