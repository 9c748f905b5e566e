/** Reading, compiling and running a release of rule sets. */
@NullMarked
package io.tradeline.rules.release;

import org.jspecify.annotations.NullMarked;
