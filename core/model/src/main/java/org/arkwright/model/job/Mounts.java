package org.arkwright.model.job;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;

/**
 * The input and output folders of a job, by mount name (see {@link #RULE}).
 *
 * @param inputs artifacts mounted read-only; they have version numbers once the job is accepted
 * @param outputs the artifact of which each folder becomes a new version when the job succeeds; no
 *     name twice
 */
public record Mounts(
    SortedMap<String, ArtifactRef> inputs, SortedMap<String, ArtifactName> outputs) {
  /** Stands for the job's own checkpoints among what an attempt reads; no mount has that name. */
  public static final String CHECKPOINTS = ".checkpoints";

  /** The rule for mount names, for error messages. */
  public static final String RULE =
      "1 to 32 lower-case letters, digits or '-', starting with a letter";

  public static final Mounts NONE =
      new Mounts(Collections.emptySortedMap(), Collections.emptySortedMap());

  public Mounts {
    inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
    outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
    for (String mount : inputs.keySet()) {
      requireName(mount);
    }
    for (String mount : outputs.keySet()) {
      requireName(mount);
    }
    if (new TreeSet<>(outputs.values()).size() < outputs.size()) {
      throw new IllegalArgumentException("two outputs become the same artifact: " + outputs);
    }
  }

  /** Whether the text follows {@link #RULE}. */
  public static boolean isName(String text) {
    return text.matches("[a-z][a-z0-9-]{0,31}");
  }

  private static void requireName(String mount) {
    if (!isName(mount)) {
      throw new IllegalArgumentException("mount '%s' is not %s".formatted(mount, RULE));
    }
  }
}
