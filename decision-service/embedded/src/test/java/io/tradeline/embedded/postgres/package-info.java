@NullMarked
package io.tradeline.embedded.postgres;

import org.jspecify.annotations.NullMarked;
