/** Golden cases as they are written: facts with defaults, and what is expected of the verdict. */
@NullMarked
package io.tradeline.rules.cases.format;

import org.jspecify.annotations.NullMarked;
