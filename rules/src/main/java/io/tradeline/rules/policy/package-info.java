/** The thresholds of a release: what analysts write in parameters.yaml, and how it applies to one account on one day. */
@NullMarked
package io.tradeline.rules.policy;

import org.jspecify.annotations.NullMarked;
