package io.tradeline.decision.ledger;

import java.time.Duration;

/**
 * How the ledger takes commands.
 *
 * @param lanes threads that commit, each with a connection
 * @param queueCapacity commands that may wait for a lane
 * @param batchSize commands in one transaction, at most
 * @param linger how long a lane may wait for a batch as large as the recent load promises; zero: it never waits
 */
public record LedgerSettings(int lanes, int queueCapacity, int batchSize, Duration linger) {}
