/** Plain text for people (columns, amounts, colour on a terminal), and JSON for programs. */
@NullMarked
package io.tradeline.tools.text;

import org.jspecify.annotations.NullMarked;
