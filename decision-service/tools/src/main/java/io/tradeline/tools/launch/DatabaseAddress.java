package io.tradeline.tools.launch;

/**
 * A PostgreSQL database and who enters it.
 *
 * @param url {@code jdbc:postgresql://host:port/database}
 */
public record DatabaseAddress(String url, String user, String password) {
    /** Without the password. */
    @Override
    public String toString() {
        return url + " as " + user;
    }
}
