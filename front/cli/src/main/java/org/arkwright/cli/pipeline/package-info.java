/**
 * Pipelines: steps that run as jobs, each once what it reads is there. A {@link
 * org.arkwright.cli.pipeline.PipelineFile} is what a user wrote, a {@link
 * org.arkwright.cli.pipeline.PipelineRun} carries it out. Which steps need not run, the server
 * says.
 */
@NullMarked
package org.arkwright.cli.pipeline;

import org.jspecify.annotations.NullMarked;
