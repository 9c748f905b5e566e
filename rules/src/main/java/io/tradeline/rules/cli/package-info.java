/** The command line over releases. */
@NullMarked
package io.tradeline.rules.cli;

import org.jspecify.annotations.NullMarked;
