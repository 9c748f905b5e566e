/** The {@code tradeline} command: the root of all subcommands, and what they have in common. */
@NullMarked
package io.tradeline.tools;

import org.jspecify.annotations.NullMarked;
