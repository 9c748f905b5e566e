/** Where the time of single calls went, told to an OpenTelemetry collector when one is named; otherwise nothing is done and nothing kept. */
@NullMarked
package io.tradeline.decision.tracing;

import org.jspecify.annotations.NullMarked;
