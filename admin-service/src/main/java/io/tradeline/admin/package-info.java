/** The web pages where people work. This package holds what all features share; each feature has a package of its own. */
@NullMarked
package io.tradeline.admin;

import org.jspecify.annotations.NullMarked;
