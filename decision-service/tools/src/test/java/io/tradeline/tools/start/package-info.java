@NullMarked
package io.tradeline.tools.start;

import org.jspecify.annotations.NullMarked;
