package org.arkwright.cli.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One step of a pipeline's file.
 *
 * @param spec the fields that the server reads
 * @param code the files that travel with it
 */
public record PipelineStep(String name, ObjectNode spec, StepCode code) {}
