package io.tradeline.decision.releases;

import io.tradeline.proto.releases.v1.PublishRequest;
import io.tradeline.rules.release.InvalidReleaseException;
import io.tradeline.rules.release.Problem;
import io.tradeline.rules.release.ReleaseCompiler;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.LogManager;

/**
 * The other end of a {@link BuilderProcess}: reads a release from its standard input, and writes the module of its rules, or what is wrong with the release, to its standard output. It ends when its parent is gone, as
 * no one reads what it writes.
 */
public final class BuilderMain {

    /** The answer's first byte: the length of a module follows, and the module. */
    static final int MODULE = 1;

    /** The answer's first byte: the number of problems follows, and each one's path, line, column and message. */
    static final int PROBLEMS = 2;

    private BuilderMain() {}

    public static void main(String[] arguments) throws IOException {
        LogManager.getLogManager().reset();
        PrintStream out = System.out;
        // Whatever a library has to say is not part of the answer.
        System.setOut(System.err);
        try (DataOutputStream answer = new DataOutputStream(new BufferedOutputStream(out))) {
            try {
                byte[] module = ReleaseCompiler.build(ReleaseStore.source(PublishRequest.parseFrom(System.in)));
                answer.writeByte(MODULE);
                answer.writeInt(module.length);
                answer.write(module);
            } catch (InvalidReleaseException invalid) {
                write(invalid.problems(), answer);
            }
        }
    }

    private static void write(List<Problem> problems, DataOutputStream answer) throws IOException {
        answer.writeByte(PROBLEMS);
        answer.writeInt(problems.size());
        for (Problem problem : problems) {
            text(problem.path(), answer);
            answer.writeInt(problem.line());
            answer.writeInt(problem.column());
            text(problem.message(), answer);
        }
    }

    private static void text(String text, DataOutputStream answer) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        answer.writeInt(bytes.length);
        answer.write(bytes);
    }
}
