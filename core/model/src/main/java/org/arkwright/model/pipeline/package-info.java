/**
 * Pipelines: steps that run as jobs, each once the steps that it needs have succeeded. Start at
 * {@link org.arkwright.model.pipeline.PipelineSpec}.
 */
package org.arkwright.model.pipeline;
