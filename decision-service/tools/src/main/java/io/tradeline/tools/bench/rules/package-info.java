/** The rules alone, by JMH in a process of its own. */
@NullMarked
package io.tradeline.tools.bench.rules;

import org.jspecify.annotations.NullMarked;
