/** The fixed step from findings to one outcome. */
@NullMarked
package io.tradeline.rules.resolve;

import org.jspecify.annotations.NullMarked;
