/**
 * How fast it is, side by side in one run: an empty call as the floor, a function in the database as the yardstick, the rules alone, and the
 * decision service with everything durable. What each part is made of lies in a package of its own below; this one puts them together.
 */
@NullMarked
package io.tradeline.tools.bench;

import org.jspecify.annotations.NullMarked;
