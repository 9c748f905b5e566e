package io.tradeline.admin.state;

import java.time.Instant;

/**
 * One running instance of the decision service.
 *
 * @param id new with each start
 * @param serving the release that it decides with
 * @param reportedAt when it last reported
 */
record Replica(String id, Digest serving, Instant reportedAt) {}
