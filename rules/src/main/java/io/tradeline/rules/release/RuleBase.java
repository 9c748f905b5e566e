package io.tradeline.rules.release;

import java.util.SortedMap;
import java.util.UUID;
import org.drools.compiler.compiler.io.memory.MemoryFileSystem;
import org.drools.compiler.kie.builder.impl.InternalKieModule;
import org.drools.compiler.kie.builder.impl.KieBuilderImpl;
import org.drools.compiler.kie.builder.impl.MemoryKieModule;
import org.drools.compiler.kproject.models.KieModuleModelImpl;
import org.drools.model.codegen.ExecutableModelProject;
import org.drools.modelcompiler.CanonicalKieModule;
import org.kie.api.KieBase;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.builder.ReleaseId;
import org.kie.api.runtime.KieContainer;

/**
 * Compiles DRL text to a module, which is the classes of the rules in an archive, and makes the network of rules out of one. The first takes nine tenths of the time, and may be
 * done elsewhere. Each has an id of its own, so that what other threads do doesn't mix with it.
 */
final class RuleBase {

    private static final String SOURCES = "src/main/resources/";
    private static final String GROUP = "io.tradeline.rulesets";

    private RuleBase() {}

    /** What is compiled: the rules after a header of so many characters. */
    record Source(String packageName, String text, int headerLength) {}

    static byte[] build(SortedMap<String, Source> sources, Problems problems) throws InvalidReleaseException {
        KieServices services = KieServices.get();
        ReleaseId id = id(services);
        KieFileSystem files = services.newKieFileSystem();
        files.generateAndWritePomXML(id);
        sources.forEach((path, source) -> files.write(SOURCES + fileOf(path, source), source.text()));
        KieBuilder builder = services.newKieBuilder(files, loader()).buildAll(ExecutableModelProject.class);
        try {
            new CompilerMessages(sources).report(builder.getResults().getMessages(Message.Level.ERROR), problems);
            problems.throwIfAny();
            return ((InternalKieModule) builder.getKieModule()).getBytes();
        } finally {
            services.getRepository().removeKieModule(id);
        }
    }

    /**
     * The network of rules that were compiled before.
     *
     * @param built by {@link #build}, with the same version of this library
     * @param expected how many rules there are
     * @throws IllegalArgumentException when it has others than so many
     */
    static KieBase load(byte[] built, int expected) {
        KieServices services = KieServices.get();
        ReleaseId id = id(services);
        KieModuleModelImpl model = new KieModuleModelImpl();
        KieBuilderImpl.setDefaultsforEmptyKieModule(model);
        MemoryFileSystem files = MemoryFileSystem.readFromJar(built);
        services.getRepository().addKieModule(new CanonicalKieModule(new MemoryKieModule(id, model, files)));
        try {
            KieContainer container = services.newKieContainer(id, loader());
            KieBase base = container.getKieBase();
            int rules = base.getKiePackages().stream()
                    .mapToInt(each -> each.getRules().size())
                    .sum();
            if (rules != expected) {
                throw new IllegalArgumentException("module: " + rules + " rules (expected: " + expected + ")");
            }
            return base;
        } finally {
            services.getRepository().removeKieModule(id);
        }
    }

    private static ReleaseId id(KieServices services) {
        return services.newReleaseId(GROUP, "release", UUID.randomUUID().toString());
    }

    private static ClassLoader loader() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return loader == null ? RuleBase.class.getClassLoader() : loader;
    }

    /** Where a source lies among those that are compiled. */
    static String fileOf(String path, Source source) {
        return source.packageName().replace('.', '/') + path.substring(path.lastIndexOf('/'));
    }
}
