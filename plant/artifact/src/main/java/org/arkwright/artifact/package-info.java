/**
 * The store of artifacts: files are stored once by their SHA-256, and a manifest lists the files of
 * a version. Start at {@link org.arkwright.artifact.ArtifactStore}. Versions themselves are part of
 * the kernel's state; content is never executed.
 */
@NullMarked
package org.arkwright.artifact;

import org.jspecify.annotations.NullMarked;
