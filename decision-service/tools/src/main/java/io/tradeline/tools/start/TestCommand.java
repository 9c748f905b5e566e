package io.tradeline.tools.start;

import io.tradeline.tools.CommandException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Stands in the list of commands; the script itself does it, since a program can't build itself while it runs. */
@Command(
        name = "test",
        description = {
            "Builds everything and runs the whole suite of tests, as continuous integration does.",
            "Further arguments go to Maven, for example: ./tradeline test -pl rules"
        })
public final class TestCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw CommandException.usage("test: call it as the script's own command, ./tradeline test");
    }
}
