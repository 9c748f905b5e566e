/** What can be proved about the manifests in {@code k8s/} without a cluster. */
@NullMarked
package io.tradeline.admin.deploy;

import org.jspecify.annotations.NullMarked;
