/** What accounts hold and owe: the figures, their calendar, and their copies in memory and in Redis. */
@NullMarked
package io.tradeline.decision.exposure;

import org.jspecify.annotations.NullMarked;
