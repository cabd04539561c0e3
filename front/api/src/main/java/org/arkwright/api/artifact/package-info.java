/**
 * Versions of datasets and models: shown, imported, verified, collected. Start at {@link
 * org.arkwright.api.artifact.ArtifactEndpoints}.
 */
@NullMarked
package org.arkwright.api.artifact;

import org.jspecify.annotations.NullMarked;
