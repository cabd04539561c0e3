/** Commands for pipelines; {@link org.arkwright.cli.pipeline.PipelineRun} does the work. */
@NullMarked
package org.arkwright.cli.command.pipeline;

import org.jspecify.annotations.NullMarked;
