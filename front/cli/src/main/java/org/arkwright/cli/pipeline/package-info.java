/**
 * Pipelines from the terminal: what of the folder beside a {@link
 * org.arkwright.cli.pipeline.PipelineFile} travels with its steps, and a {@link
 * org.arkwright.cli.pipeline.PipelineFollower} that shows what the server does of it.
 */
@NullMarked
package org.arkwright.cli.pipeline;

import org.jspecify.annotations.NullMarked;
