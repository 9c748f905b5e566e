/** Money in minor units, and its conversion by dated rates. */
@NullMarked
package io.tradeline.rules.money;

import org.jspecify.annotations.NullMarked;
