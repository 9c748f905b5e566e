/** Releases that are made of the shipped one, to try how a change of rules goes. */
@NullMarked
package io.tradeline.tools.releases;

import org.jspecify.annotations.NullMarked;
