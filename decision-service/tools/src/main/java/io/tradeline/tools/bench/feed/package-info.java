/** Readers of the feed, as many and as far behind as a benchmark wants them. */
@NullMarked
package io.tradeline.tools.bench.feed;

import org.jspecify.annotations.NullMarked;
