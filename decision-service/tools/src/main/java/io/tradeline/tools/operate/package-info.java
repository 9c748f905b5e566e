/** {@code tradeline log} and {@code tradeline books}: what an instance logs, and how the books stand, looked at and turned while it serves. */
@NullMarked
package io.tradeline.tools.operate;

import org.jspecify.annotations.NullMarked;
