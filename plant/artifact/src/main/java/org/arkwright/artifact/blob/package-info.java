/**
 * Blobs: files kept once by their SHA-256, in a folder that several processes may share, and what
 * bounds, checks and collects them. Start at {@link org.arkwright.artifact.blob.BlobStore}.
 */
@NullMarked
package org.arkwright.artifact.blob;

import org.jspecify.annotations.NullMarked;
