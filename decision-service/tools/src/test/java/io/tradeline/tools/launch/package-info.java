@NullMarked
package io.tradeline.tools.launch;

import org.jspecify.annotations.NullMarked;
