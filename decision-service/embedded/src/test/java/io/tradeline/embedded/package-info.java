@NullMarked
package io.tradeline.embedded;

import org.jspecify.annotations.NullMarked;
