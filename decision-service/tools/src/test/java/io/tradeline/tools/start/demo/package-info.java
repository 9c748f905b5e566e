@NullMarked
package io.tradeline.tools.start.demo;

import org.jspecify.annotations.NullMarked;
