/** Who calls, what the caller may do and with which accounts, and how much of it. */
@NullMarked
package io.tradeline.decision.access;

import org.jspecify.annotations.NullMarked;
