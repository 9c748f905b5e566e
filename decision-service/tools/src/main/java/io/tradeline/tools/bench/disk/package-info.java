/** What the disk does to whoever waits for it. */
@NullMarked
package io.tradeline.tools.bench.disk;

import org.jspecify.annotations.NullMarked;
