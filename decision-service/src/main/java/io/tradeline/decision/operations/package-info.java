/** What those who run an instance turn while it serves. */
@NullMarked
package io.tradeline.decision.operations;

import org.jspecify.annotations.NullMarked;
