/** Properties that hold for whatever facts a seed makes. */
@NullMarked
package io.tradeline.rules.properties;

import org.jspecify.annotations.NullMarked;
