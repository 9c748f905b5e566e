/** The service put together: settings, gRPC server, health, start and drain. */
@NullMarked
package io.tradeline.decision.server;

import org.jspecify.annotations.NullMarked;
