package org.arkwright.spec.job;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.job.Mounts;
import org.arkwright.spec.SpecFields;
import org.arkwright.spec.SpecScalar;

/**
 * Reads a job's artifacts: inputs as mount names to references, outputs as mount names to names.
 */
final class MountsReader {
  private static final SpecScalar<String> MOUNT =
      SpecScalar.text("a mount name: " + Mounts.RULE, Mounts::isName);
  private static final SpecScalar<String> INPUT =
      SpecScalar.text(ArtifactRef.SYNTAX, text -> ArtifactRef.parse(text).isPresent());
  private static final SpecScalar<String> OUTPUT =
      SpecScalar.text(ArtifactName.SYNTAX, text -> ArtifactName.parse(text).isPresent());

  private MountsReader() {}

  static Mounts read(SpecFields fields) {
    SortedMap<String, ArtifactRef> inputs = new TreeMap<>();
    fields
        .dictionary("inputs", MOUNT, INPUT)
        .forEach((mount, text) -> ArtifactRef.parse(text).ifPresent(ref -> inputs.put(mount, ref)));
    SortedMap<String, ArtifactName> outputs = new TreeMap<>();
    fields
        .dictionary("outputs", MOUNT, OUTPUT)
        .forEach(
            (mount, text) -> ArtifactName.parse(text).ifPresent(name -> outputs.put(mount, name)));
    if (new TreeSet<>(outputs.values()).size() < outputs.size()) {
      fields
          .node("outputs", "each artifact once")
          .ifPresent(node ->
              fields
                  .problems()
                  .field(
                      fields.pathOf("outputs"),
                      node,
                      "each artifact once",
                      "outputs writes two folders to the same artifact"));
      return Mounts.NONE;
    }
    return new Mounts(inputs, outputs);
  }
}
