/** Loads: calls made in closed and open loops, and what was measured of them. */
@NullMarked
package io.tradeline.tools.bench.load;

import org.jspecify.annotations.NullMarked;
