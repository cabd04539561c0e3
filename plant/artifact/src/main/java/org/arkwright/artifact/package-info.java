/**
 * The store of artifacts: files are kept once by their SHA-256, and a manifest names the files of
 * one version. Start at {@link org.arkwright.artifact.ArtifactStore}. Which versions there are is
 * the kernel's business; what the store holds it never executes.
 */
@NullMarked
package org.arkwright.artifact;

import org.jspecify.annotations.NullMarked;
