@NullMarked
package io.tradeline.tools.simulate;

import org.jspecify.annotations.NullMarked;
