@NullMarked
package io.tradeline.embedded.process;

import org.jspecify.annotations.NullMarked;
