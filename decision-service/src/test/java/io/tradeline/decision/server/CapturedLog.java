package io.tradeline.decision.server;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.LogContext;

/** What is logged while it is open: of the service itself also what is not shown usually, of libraries what is. */
final class CapturedLog implements AutoCloseable {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger ours = LogContext.getLogContext().getLogger("io.tradeline");
    private final Logger all = LogContext.getLogContext().getLogger("");
    private final Level before = ours.getLevel();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            boolean ours = String.valueOf(line.getLoggerName()).startsWith("io.tradeline");
            if (ours || line.getLevel().intValue() >= Level.INFO.intValue()) {
                lines.add(text(line));
            }
        }

        @Override
        public void flush() {
            // Lines are kept as they come.
        }

        @Override
        public void close() {
            // Nothing is held open.
        }
    };

    CapturedLog() {
        handler.setLevel(Level.ALL);
        ours.setLevel(Level.FINE);
        all.addHandler(handler);
    }

    private static String text(LogRecord line) {
        StringWriter text = new StringWriter();
        text.append(line.getLoggerName())
                .append(' ')
                .append(line.getMessage())
                .append(' ')
                .append(Arrays.toString(line.getParameters()));
        if (line.getThrown() != null) {
            line.getThrown().printStackTrace(new PrintWriter(text, true));
        }
        return text.toString();
    }

    List<String> lines() {
        return lines;
    }

    @Override
    public void close() {
        all.removeHandler(handler);
        ours.setLevel(before);
    }
}
