package io.tradeline.admin.state;

import java.time.Instant;

/**
 * The release that was activated last.
 *
 * @param activatedBy subject of the token that activated it
 * @param servedEverywhere whether, by the decision service's own count, every reporting replica serves it
 */
record ActiveRelease(Digest digest, Instant activatedAt, String activatedBy, boolean servedEverywhere) {}
