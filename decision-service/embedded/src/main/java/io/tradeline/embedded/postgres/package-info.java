/** A real PostgreSQL server as a child process, with a data directory that outlives it. */
@NullMarked
package io.tradeline.embedded.postgres;

import org.jspecify.annotations.NullMarked;
