package io.tradeline.tools.simulate;

/** No fault, but as sudden: other rules, amid the work. */
final class ReleaseFaults {
    private ReleaseFaults() {}

    static Fault swapped(Surroundings around) {
        return Fault.once(() -> {
            String active = around.releases().active();
            String other = around.rules().digests().stream()
                    .filter(digest -> !digest.equals(active))
                    .findFirst()
                    .orElseThrow();
            new ReleaseDesk(around.cluster().clients(), around.releases()).activate(other);
        });
    }
}
