/** The way of an order: authorize, amend, capture, release, resolve, lapse. */
@NullMarked
package io.tradeline.decision.authorize;

import org.jspecify.annotations.NullMarked;
