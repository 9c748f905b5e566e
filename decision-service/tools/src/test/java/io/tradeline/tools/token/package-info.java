@NullMarked
package io.tradeline.tools.token;

import org.jspecify.annotations.NullMarked;
