package org.arkwright.model.pipeline;

/**
 * Something wrong with a pipeline.
 *
 * @param step the step at fault; empty where it is the pipeline as a whole
 * @param field the field of the step, or of the pipeline; empty where no single one is at fault
 * @param offending the value at fault
 * @param expected what would have been accepted
 * @param advice what to do now
 */
public record PipelineProblem(
    String step, String field, String offending, String expected, String advice) {}
