package io.tradeline.rules.release;

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

    /** What is compiled: the rules after a header of so many characters. */
    record Source(String packageName, String text, int headerLength) {}

    static KieBase compile(SortedMap<String, Source> sources, Problems problems) throws InvalidReleaseException {
        KieServices services = KieServices.get();
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        if (loader == null) {
            loader = RuleBase.class.getClassLoader();
        }
        ReleaseId id = services.newReleaseId(GROUP, "release", UUID.randomUUID().toString());
        KieFileSystem files = services.newKieFileSystem();
        files.generateAndWritePomXML(id);
        sources.forEach((path, source) -> files.write(SOURCES + fileOf(path, source), source.text()));
        KieBuilder builder = services.newKieBuilder(files, loader).buildAll(ExecutableModelProject.class);
        try {
            new CompilerMessages(sources).report(builder.getResults().getMessages(Message.Level.ERROR), problems);
            problems.throwIfAny();
            KieContainer container = services.newKieContainer(id, loader);
            return container.getKieBase();
        } finally {
            services.getRepository().removeKieModule(id);
        }
    }

    /** Where a source lies among those that are compiled. */
    static String fileOf(String path, Source source) {
        return source.packageName().replace('.', '/') + path.substring(path.lastIndexOf('/'));
    }
}
