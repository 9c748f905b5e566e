/** One decision from the command line: the order from a file, the answer as text for people or as JSON. */
@NullMarked
package io.tradeline.tools.decide;

import org.jspecify.annotations.NullMarked;
