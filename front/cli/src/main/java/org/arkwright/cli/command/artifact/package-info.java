/**
 * Commands for datasets, models and checkpoints, which share their classes, and for the store that
 * holds them. {@link org.arkwright.cli.command.artifact.ArtifactOption} builds the API paths.
 */
@NullMarked
package org.arkwright.cli.command.artifact;

import org.jspecify.annotations.NullMarked;
