/** What the rules of one decision cost, measured by JMH. {@code ./tradeline bench --only rules} runs it. */
@NullMarked
package io.tradeline.rules.benchmarks;

import org.jspecify.annotations.NullMarked;
