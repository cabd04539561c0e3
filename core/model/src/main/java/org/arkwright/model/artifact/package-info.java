/**
 * Datasets, models and checkpoints as numbered versions of stored files, with the lineage of each.
 * Start at {@link org.arkwright.model.artifact.ArtifactVersion}.
 */
package org.arkwright.model.artifact;
