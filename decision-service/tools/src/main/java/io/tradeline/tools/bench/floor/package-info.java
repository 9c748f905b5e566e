/** The floor: an empty call, in a server of its own. */
@NullMarked
package io.tradeline.tools.bench.floor;

import org.jspecify.annotations.NullMarked;
