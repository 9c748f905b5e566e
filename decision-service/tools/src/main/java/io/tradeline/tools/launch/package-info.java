/** Starts what a decision service needs, and the services themselves, as child processes that end with this program. */
@NullMarked
package io.tradeline.tools.launch;

import org.jspecify.annotations.NullMarked;
