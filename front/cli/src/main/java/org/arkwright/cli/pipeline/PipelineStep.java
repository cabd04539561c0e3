package org.arkwright.cli.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;

/**
 * One step of a pipeline.
 *
 * @param spec the job's spec, with its name and project
 * @param inputs the artifacts it reads, by mount name
 * @param outputs the artifacts it produces, by mount name
 * @param after the steps that must be done before it
 * @param code the files that travel with it
 * @param depth the length of the longest chain of steps before it
 */
public record PipelineStep(
    String name,
    ObjectNode spec,
    SortedMap<String, ArtifactRef> inputs,
    SortedMap<String, ArtifactName> outputs,
    SortedSet<String> after,
    StepCode code,
    int depth) {
  public PipelineStep {
    inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
    outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
    after = Collections.unmodifiableSortedSet(new TreeSet<>(after));
  }
}
