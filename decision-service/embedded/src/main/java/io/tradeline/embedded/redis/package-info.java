/** A real Redis server as a child process, without persistence. */
@NullMarked
package io.tradeline.embedded.redis;

import org.jspecify.annotations.NullMarked;
