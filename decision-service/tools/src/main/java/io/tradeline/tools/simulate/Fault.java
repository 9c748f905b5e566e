package io.tradeline.tools.simulate;

/** Something that goes wrong once, and is put right again. */
interface Fault {
    /** Makes it go wrong. */
    void strike() throws Exception;

    /** Puts it right, as far as that takes no waiting for processes; {@link Cluster#heal()} does the rest. */
    void heal() throws Exception;

    /** One that needs nothing to be put right. */
    static Fault once(Action action) {
        return of(action, () -> {});
    }

    static Fault of(Action strike, Action heal) {
        return new Fault() {
            @Override
            public void strike() throws Exception {
                strike.run();
            }

            @Override
            public void heal() throws Exception {
                heal.run();
            }
        };
    }

    /** What strikes or heals. */
    interface Action {
        void run() throws Exception;
    }
}
