/** Releases of rules: stored, activated, compiled aside and served. */
@NullMarked
package io.tradeline.decision.releases;

import org.jspecify.annotations.NullMarked;
