/** A made-up wholesaler's customers, to look at and to try orders with. The same at each call; no real company or person is meant. */
@NullMarked
package io.tradeline.tools.start.demo;

import org.jspecify.annotations.NullMarked;
