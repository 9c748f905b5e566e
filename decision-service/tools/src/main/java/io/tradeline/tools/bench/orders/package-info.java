/** The accounts and orders of a benchmark, and how they are written. */
@NullMarked
package io.tradeline.tools.bench.orders;

import org.jspecify.annotations.NullMarked;
