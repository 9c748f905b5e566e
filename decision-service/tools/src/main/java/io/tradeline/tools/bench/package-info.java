/**
 * How fast it is, side by side in one run: an empty call as the floor, a function in the database as the yardstick, the rules alone, and the
 * decision service with everything durable.
 */
@NullMarked
package io.tradeline.tools.bench;

import org.jspecify.annotations.NullMarked;
