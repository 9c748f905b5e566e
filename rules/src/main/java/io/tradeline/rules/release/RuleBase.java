package io.tradeline.rules.release;

import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieBase;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.builder.ReleaseId;
import org.kie.api.runtime.KieContainer;

/** Compiles DRL text to a network of rules, under an id of its own, so that builds in other threads don't mix with it. */
final class RuleBase {

    private static final String SOURCES = "src/main/resources/";
    private static final String GROUP = "io.tradeline.rulesets";

    private RuleBase() {}

    /** What is compiled, by the path in the release. */
    record Source(String packageName, String text) {}

    static KieBase compile(SortedMap<String, Source> sources, Problems problems) throws InvalidReleaseException {
        KieServices services = KieServices.get();
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        if (loader == null) {
            loader = RuleBase.class.getClassLoader();
        }
        ReleaseId id = services.newReleaseId(GROUP, "release", UUID.randomUUID().toString());
        KieFileSystem files = services.newKieFileSystem();
        files.generateAndWritePomXML(id);
        sources.forEach((path, source) -> files.write(
                SOURCES + source.packageName().replace('.', '/') + "/" + path.substring(path.lastIndexOf('/') + 1), source.text()));
        KieBuilder builder = services.newKieBuilder(files, loader).buildAll(ExecutableModelProject.class);
        try {
            report(builder.getResults().getMessages(Message.Level.ERROR), sources, problems);
            problems.throwIfAny();
            KieContainer container = services.newKieContainer(id, loader);
            return container.getKieBase();
        } finally {
            services.getRepository().removeKieModule(id);
        }
    }

    private static void report(List<Message> messages, SortedMap<String, Source> sources, Problems problems) {
        for (Message message : messages) {
            String path = pathOf(message, sources);
            problems.add(
                    path, path.isEmpty() ? 0 : Math.max(0, message.getLine()), path.isEmpty() ? 0 : Math.max(0, message.getColumn()), message.getText().strip());
        }
    }

    private static String pathOf(Message message, SortedMap<String, Source> sources) {
        String built = message.getPath();
        if (built != null) {
            for (var source : sources.entrySet()) {
                String place = source.getValue().packageName().replace('.', '/')
                        + source.getKey().substring(source.getKey().lastIndexOf('/'));
                if (built.endsWith(place)) {
                    return source.getKey();
                }
            }
        }
        return "";
    }
}
