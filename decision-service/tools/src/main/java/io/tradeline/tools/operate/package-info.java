/** {@code tradeline log}: what an instance logs, turned while it serves. */
@NullMarked
package io.tradeline.tools.operate;

import org.jspecify.annotations.NullMarked;
