package org.arkwright.model.artifact;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A reference to one version of an artifact, or to the latest one at the time of lookup. Written
 * {@code KIND/NAME@VERSION}; {@code @latest}, or nothing, means the latest.
 */
public record ArtifactRef(ArtifactName name, OptionalInt version) {
  /** The syntax that {@link #parse} accepts, for error messages. */
  public static final String SYNTAX =
      "an artifact such as dataset/wordnet, dataset/wordnet@3 or model/definer@latest";

  public ArtifactRef {
    if (version.isPresent() && version.getAsInt() < 1) {
      throw new IllegalArgumentException("versions are numbered from 1: " + version);
    }
  }

  public static ArtifactRef latest(ArtifactName name) {
    return new ArtifactRef(name, OptionalInt.empty());
  }

  public static ArtifactRef of(ArtifactName name, int version) {
    return new ArtifactRef(name, OptionalInt.of(version));
  }

  /** Reads {@link #SYNTAX}; empty when the text is something else. */
  public static Optional<ArtifactRef> parse(String text) {
    int at = text.indexOf('@');
    Optional<ArtifactName> name = ArtifactName.parse(at < 0 ? text : text.substring(0, at));
    String version = at < 0 ? "latest" : text.substring(at + 1);
    if (version.equals("latest")) {
      return name.map(ArtifactRef::latest);
    }
    return version.matches("[1-9][0-9]{0,8}")
        ? name.map(known -> of(known, Integer.parseInt(version)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return name + "@" + (version.isPresent() ? version.getAsInt() : "latest");
  }
}
