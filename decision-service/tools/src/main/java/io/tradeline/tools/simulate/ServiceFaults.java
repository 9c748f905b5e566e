package io.tradeline.tools.simulate;

import io.tradeline.embedded.process.Signal;

/** What goes wrong with an instance of the service. The others go on. */
final class ServiceFaults {
    private ServiceFaults() {}

    /** SIGKILL amid the work. */
    static Fault killed(Surroundings around) {
        Cluster.Instance instance = around.anyInstance();
        return Fault.of(instance.process()::kill, instance.process()::restart);
    }

    /** SIGTERM amid the work: what it has accepted it must answer. */
    static Fault ended(Surroundings around) {
        Cluster.Instance instance = around.anyInstance();
        return Fault.of(instance.process()::stop, instance.process()::restart);
    }

    /** SIGSTOP, and SIGCONT when others have changed facts, figures and releases meanwhile. */
    static Fault halted(Surroundings around) {
        Cluster.Instance instance = around.anyInstance();
        return Fault.of(() -> signal(instance, Signal.STOP), () -> signal(instance, Signal.CONT));
    }

    private static void signal(Cluster.Instance instance, Signal signal) {
        ProcessHandle.of(instance.process().pid()).ifPresent(signal::send);
    }
}
