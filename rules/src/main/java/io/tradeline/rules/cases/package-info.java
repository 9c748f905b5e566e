/** Running the golden cases of a release. */
@NullMarked
package io.tradeline.rules.cases;

import org.jspecify.annotations.NullMarked;
