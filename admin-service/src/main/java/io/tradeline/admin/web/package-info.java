/** What holds for every address of this service: response headers, and the page for addresses that don't exist. */
@NullMarked
package io.tradeline.admin.web;

import org.jspecify.annotations.NullMarked;
