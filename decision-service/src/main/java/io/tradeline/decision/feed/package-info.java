/** The feed of all that happened: its sequence, those who follow it, and what it tells about exposures that have changed. */
@NullMarked
package io.tradeline.decision.feed;

import org.jspecify.annotations.NullMarked;
