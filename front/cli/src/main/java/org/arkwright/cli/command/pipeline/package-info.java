/**
 * Commands for pipelines; {@link org.arkwright.cli.pipeline.PipelineFollower} shows what the server
 * does.
 */
@NullMarked
package org.arkwright.cli.command.pipeline;

import org.jspecify.annotations.NullMarked;
