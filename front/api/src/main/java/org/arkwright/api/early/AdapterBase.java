package org.arkwright.api.early;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.control.StateReader;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.id.ProjectName;

/**
 * Tells whether an adapter belongs to a model: its {@code base.json} names the SHA-256 of the
 * weights that it was trained on, and the model has them, or was made of a version that has them,
 * as one that was converted or quantised.
 */
record AdapterBase(StateReader reader, ArtifactStore store, ProjectName project) {
  private static final String FILE = "base.json";
  private static final int ANCESTORS_MAX = 100;

  /** Whether nothing says otherwise; an adapter of another program names no weights. */
  boolean fits(VersionFiles adapter, ArtifactRef model) {
    Set<String> wanted = weights(adapter);
    Deque<ArtifactRef> next = new ArrayDeque<>();
    next.add(model);
    boolean found = wanted.isEmpty();
    for (int seen = 0; !found && !next.isEmpty() && seen < ANCESTORS_MAX; seen++) {
      ArtifactRef ref = next.remove();
      found =
          VersionFiles.find(reader, store, project, ref)
              .filter(version -> has(version, wanted))
              .isPresent();
      Optional<ArtifactVersion> version =
          reader.read(state -> state.artifacts().find(project, ref)).join();
      version.ifPresent(one -> next.addAll(one.lineage().inputs().values()));
    }
    return found;
  }

  /** The SHA-256 of the weights that the adapter was trained on; empty where it does not say. */
  static Set<String> weights(VersionFiles adapter) {
    Set<String> weights = new TreeSet<>();
    adapter
        .json(FILE)
        .ifPresent(json -> json.path("sha256").forEach(digest -> weights.add(digest.asText())));
    return weights;
  }

  /** Whether a version has all of these weights among its files. */
  static boolean has(VersionFiles version, Set<String> weights) {
    Set<String> there = new TreeSet<>();
    version.files().forEach(file -> there.add(file.digest().hex()));
    return there.containsAll(weights);
  }
}
