/** What accounts hold and owe: the figures, their calendar, and their cached copies in Redis. */
@NullMarked
package io.tradeline.decision.exposure;

import org.jspecify.annotations.NullMarked;
