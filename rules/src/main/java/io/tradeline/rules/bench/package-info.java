/** What evaluating a release costs. */
@NullMarked
package io.tradeline.rules.bench;

import org.jspecify.annotations.NullMarked;
