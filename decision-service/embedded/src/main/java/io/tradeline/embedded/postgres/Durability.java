package io.tradeline.embedded.postgres;

import java.util.List;

/** What of a committed transaction survives a crash of the machine. */
public enum Durability {
    /** All of it: as in production. */
    FULL(List.of("fsync=on", "synchronous_commit=on", "full_page_writes=on")),

    /** Nothing is promised: for tests, which start from nothing anyway. A crash of the server process alone loses nothing. */
    NONE(List.of("fsync=off", "synchronous_commit=on", "full_page_writes=off"));

    private final List<String> settings;

    Durability(List<String> settings) {
        this.settings = settings;
    }

    List<String> settings() {
        return settings;
    }
}
