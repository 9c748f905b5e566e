/** Reading YAML strictly: each mistake is reported with its place, and none ends the reading. */
@NullMarked
package io.tradeline.rules.yaml;

import org.jspecify.annotations.NullMarked;
