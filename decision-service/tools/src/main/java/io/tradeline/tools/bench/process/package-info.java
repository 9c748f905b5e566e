/** What processes use of the machine. */
@NullMarked
package io.tradeline.tools.bench.process;

import org.jspecify.annotations.NullMarked;
