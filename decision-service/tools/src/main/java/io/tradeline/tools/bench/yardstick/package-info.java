/** The yardstick: what a team writes by hand, one function in the database. */
@NullMarked
package io.tradeline.tools.bench.yardstick;

import org.jspecify.annotations.NullMarked;
