package org.arkwright.model.artifact;

import java.util.Comparator;
import java.util.Optional;
import org.arkwright.model.id.Names;

/** An artifact's name, unique within its project. Written {@code KIND/NAME}. */
public record ArtifactName(ArtifactKind kind, String name) implements Comparable<ArtifactName> {
  /** The syntax that {@link #parse} accepts, for error messages. */
  public static final String SYNTAX =
      "KIND/NAME such as dataset/wordnet or model/definer, the kind being " + ArtifactKind.RULE;

  private static final Comparator<ArtifactName> ORDER =
      Comparator.comparing(ArtifactName::kind).thenComparing(ArtifactName::name);

  public ArtifactName {
    Names.require("artifact", name);
  }

  /** Reads {@link #SYNTAX}; empty when the text is something else. */
  public static Optional<ArtifactName> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !Names.isValid(text.substring(slash + 1))) {
      return Optional.empty();
    }
    return ArtifactKind.parse(text.substring(0, slash))
        .map(kind -> new ArtifactName(kind, text.substring(slash + 1)));
  }

  @Override
  public int compareTo(ArtifactName other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return kind.word() + "/" + name;
  }
}
