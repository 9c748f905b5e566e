package io.tradeline.admin.state;

import java.time.Instant;

/**
 * A stored release, active or not.
 *
 * @param description what it is for, in its publisher's words; may be empty
 * @param publishedBy subject of the token that published it
 * @param ruleSets number of rule sets in it, at least 0
 * @param rules number of rules in all of them, at least 0
 */
record PublishedRelease(
        Digest digest, String description, Instant publishedAt, String publishedBy, int ruleSets, int rules) {}
