/**
 * Pipelines: steps that run as jobs, each as soon as its inputs exist. A {@link
 * org.arkwright.cli.pipeline.PipelineFile} is the parsed file, and a {@link
 * org.arkwright.cli.pipeline.PipelineRun} runs it. The server decides which steps are unchanged and
 * need not run.
 */
@NullMarked
package org.arkwright.cli.pipeline;

import org.jspecify.annotations.NullMarked;
