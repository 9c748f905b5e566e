/** Made-up decisions, for warming up and for measuring. */
@NullMarked
package io.tradeline.rules.samples;

import org.jspecify.annotations.NullMarked;
