package org.arkwright.model.artifact;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.NodeId;

/**
 * What the nodes of an attempt have stored so far, each when the last of its own ranks ended, and
 * all of it put together. The manifests of both are in the store before anybody is told of them.
 *
 * @param parts what each node stored; nodes that have stored nothing are missing
 * @param together the union of the parts' files
 */
public record GangOutputs(SortedMap<NodeId, StoredOutputs> parts, StoredOutputs together) {
  /** Those of an attempt of which no node has stored anything. */
  public static final GangOutputs NONE =
      new GangOutputs(
          Collections.emptySortedMap(),
          new StoredOutputs(Collections.emptySortedMap(), Optional.empty()));

  public GangOutputs {
    parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
  }

  /** Returns these with the part of one more node, of which {@code together} is the union. */
  public GangOutputs with(NodeId node, StoredOutputs part, StoredOutputs together) {
    SortedMap<NodeId, StoredOutputs> all = new TreeMap<>(parts);
    all.put(node, part);
    return new GangOutputs(all, together);
  }

  /** Gives every manifest to the consumer: those of the parts and of their union. */
  public void manifests(Consumer<Digest> consumer) {
    parts.values().forEach(part -> part.manifests(consumer));
    together.manifests(consumer);
  }

  /** Whether any node has stored something. */
  public boolean exist() {
    return !parts.isEmpty();
  }
}
