/** The calls over gRPC, as light as the load generator can make them. */
@NullMarked
package io.tradeline.tools.bench.calls;

import org.jspecify.annotations.NullMarked;
