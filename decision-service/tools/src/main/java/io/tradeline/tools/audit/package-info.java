/** The audit command. */
@NullMarked
package io.tradeline.tools.audit;

import org.jspecify.annotations.NullMarked;
