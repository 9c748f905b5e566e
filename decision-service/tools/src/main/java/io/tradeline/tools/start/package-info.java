/** {@code tradeline start}: everything on one machine, with a demonstration to look at. */
@NullMarked
package io.tradeline.tools.start;

import org.jspecify.annotations.NullMarked;
