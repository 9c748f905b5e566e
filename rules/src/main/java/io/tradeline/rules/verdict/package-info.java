/** What the rules found, and the one outcome that follows from it. */
@NullMarked
package io.tradeline.rules.verdict;

import org.jspecify.annotations.NullMarked;
