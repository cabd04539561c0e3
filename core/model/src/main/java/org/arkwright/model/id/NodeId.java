package org.arkwright.model.id;

import java.util.Optional;

/**
 * A node's identity: its site, and its name, which is unique within the site. Written {@code
 * SITE/NAME}. Ordered by name first, the way people look for nodes.
 */
public record NodeId(String site, String name) implements Comparable<NodeId> {
  /** The site whose terms are the fields at the top of {@code site.yaml}. */
  public static final String HOME = "home";

  public NodeId {
    Names.require("site", site);
    Names.require("node", name);
  }

  /** The node of that name at the home site. */
  public static NodeId atHome(String name) {
    return new NodeId(HOME, name);
  }

  /** Reads {@code SITE/NAME}; empty when the text is not one. */
  public static Optional<NodeId> parse(String text) {
    int slash = text.indexOf('/');
    return slash > 0
            && Names.isValid(text.substring(0, slash))
            && Names.isValid(text.substring(slash + 1))
        ? Optional.of(new NodeId(text.substring(0, slash), text.substring(slash + 1)))
        : Optional.empty();
  }

  /** Reads {@code SITE/NAME}, or {@code NAME} of a node at home; empty when it is neither. */
  public static Optional<NodeId> parseOrHome(String text) {
    return Names.isValid(text) ? Optional.of(atHome(text)) : parse(text);
  }

  @Override
  public int compareTo(NodeId other) {
    int byName = name.compareTo(other.name);
    return byName != 0 ? byName : site.compareTo(other.site);
  }

  @Override
  public String toString() {
    return site + "/" + name;
  }
}
