package org.arkwright.spec.site;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.spec.SpecFields;
import org.arkwright.spec.SpecScalar;

/**
 * The places of a site's nodes as given by its operator: {@code topology} in {@code site.yaml} maps
 * a node's name, or a prefix of names followed by a star, to {@code block/rack} or just {@code
 * rack}. Other nodes are placed by their own labels {@value #BLOCK} and {@value #RACK}.
 *
 * @param named places by node name, or by name prefix and star
 */
public record NodePlaces(SortedMap<String, TopologyPath> named) {
  public static final NodePlaces NONE = new NodePlaces(Collections.emptySortedMap());

  private static final String BLOCK = "block";
  private static final String RACK = "rack";
  private static final String NAME = "[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?";
  static final SpecScalar<String> NODES =
      SpecScalar.text(
          "a node's name, or a prefix of names and a star, such as gpu-1*",
          text -> text.matches("([a-z0-9][a-z0-9._-]{0,62})?\\*|" + NAME));
  private static final SpecScalar<String> PLACE =
      SpecScalar.text(
          "block/rack or a rack's name, such as b1/r3",
          text -> text.matches("(" + NAME + "/)?" + NAME));

  public NodePlaces {
    named = Collections.unmodifiableSortedMap(new TreeMap<>(named));
  }

  static NodePlaces in(SpecFields fields) {
    SortedMap<String, TopologyPath> places = new TreeMap<>();
    fields
        .dictionary("topology", NODES, PLACE)
        .forEach((node, place) -> {
          int slash = place.indexOf('/');
          places.put(
              node,
              new TopologyPath(place.substring(0, Math.max(slash, 0)), place.substring(slash + 1)));
        });
    return new NodePlaces(places);
  }

  /** Returns the node at its place; an exact name wins over the longest matching prefix. */
  public NodeSpec place(NodeSpec node) {
    return node.at(named(node.id().name()).or(() -> labelled(node)).orElse(node.topology()));
  }

  private Optional<TopologyPath> named(String node) {
    return find(named, node);
  }

  /** Returns what is said of a node: by its name, or else by the longest prefix and star. */
  static <T> Optional<T> find(SortedMap<String, T> named, String node) {
    Optional<T> found = Optional.ofNullable(named.get(node));
    for (int length = node.length(); found.isEmpty() && length >= 0; length--) {
      found = Optional.ofNullable(named.get(node.substring(0, length) + "*"));
    }
    return found;
  }

  private static Optional<TopologyPath> labelled(NodeSpec node) {
    TopologyPath place =
        new TopologyPath(
            node.labels().getOrDefault(BLOCK, ""), node.labels().getOrDefault(RACK, ""));
    return Optional.of(place).filter(found -> !found.equals(TopologyPath.UNKNOWN));
  }
}
