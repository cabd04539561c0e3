package org.arkwright.artifact.output;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.Manifest;
import org.arkwright.artifact.blob.PathText;
import org.arkwright.model.artifact.GangOutputs;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.NodeId;

/**
 * Puts together what the nodes of a gang have stored. Blocks; what it returns is durable.
 *
 * @param store has the manifests of all parts, and gets that of their union
 */
public record StoredUnion(ArtifactStore store) {
  /**
   * Adds the part of one more node.
   *
   * @param given the manifest of the checkpoints that all nodes were given, if they were
   * @throws RefusedOutput when two nodes wrote different things to one path; the message names it
   *     and both
   * @throws IOException when the store fails
   */
  public GangOutputs with(
      GangOutputs before, NodeId node, StoredOutputs part, Optional<Digest> given)
      throws IOException {
    GangOutputs parts = before.with(node, part, part);
    SortedMap<String, StoredFiles> outputs = new TreeMap<>();
    TreeSet<String> mounts = new TreeSet<>();
    parts.parts().values().forEach(each -> mounts.addAll(each.outputs().keySet()));
    for (String mount : mounts) {
      union(
              "output '" + mount + "'",
              parts,
              Optional.empty(),
              each -> Optional.ofNullable(each.outputs().get(mount)))
          .ifPresent(files -> outputs.put(mount, files));
    }
    Optional<StoredFiles> checkpoints =
        union("the checkpoints", parts, given, StoredOutputs::checkpoints);
    return before.with(node, part, new StoredOutputs(outputs, checkpoints));
  }

  private Optional<StoredFiles> union(
      String what,
      GangOutputs parts,
      Optional<Digest> given,
      Function<StoredOutputs, Optional<StoredFiles>> files)
      throws IOException {
    SortedMap<NodeId, StoredFiles> found = new TreeMap<>();
    parts
        .parts()
        .forEach((node, part) -> files.apply(part).ifPresent(some -> found.put(node, some)));
    if (found.values().stream().distinct().count() <= 1) {
      return found.values().stream().findFirst();
    }
    SortedMap<NodeId, Manifest> manifests = new TreeMap<>();
    for (var part : found.entrySet()) {
      manifests.put(part.getKey(), store.manifest(part.getValue().manifest()));
    }
    Manifest base = given.isPresent() ? store.manifest(given.get()) : new Manifest(List.of());
    return switch (PartsUnion.of(manifests, base)) {
      case PartsUnion.Result.Whole(var all) -> Optional.of(store.versionOf(all));
      case PartsUnion.Result.Conflict(String path, NodeId one, NodeId other) ->
          throw new RefusedOutput(
              "%s: '%s' was written by node %s and, otherwise, by node %s: give what each writes a"
                      .formatted(what, PathText.of(path), one.name(), other.name())
                  + " path of its own, or let one rank write it");
    };
  }
}
