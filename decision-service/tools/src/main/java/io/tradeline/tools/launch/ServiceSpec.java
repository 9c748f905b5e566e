package io.tradeline.tools.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A service to start in a Java process of its own.
 *
 * @param name what people call it, also the name of its log
 * @param jar the application, {@code quarkus-run.jar}
 * @param jvmOptions options of its Java, for example {@code -Xmx1g}
 * @param environment its settings
 * @param httpPort port on 127.0.0.1 where it says under {@code /q/health/ready} whether it is ready
 * @param logs directory of logs
 * @param pids directory where running processes are noted
 */
public record ServiceSpec(
        String name,
        Path jar,
        List<String> jvmOptions,
        Map<String, String> environment,
        int httpPort,
        Path logs,
        Path pids) {
    public ServiceSpec {
        jvmOptions = List.copyOf(jvmOptions);
        environment = Map.copyOf(environment);
    }

    Path pidFile() {
        return pids.resolve(name + ".pid");
    }
}
