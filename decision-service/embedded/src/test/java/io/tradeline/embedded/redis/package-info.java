@NullMarked
package io.tradeline.embedded.redis;

import org.jspecify.annotations.NullMarked;
