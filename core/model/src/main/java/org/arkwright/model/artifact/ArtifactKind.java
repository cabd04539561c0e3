package org.arkwright.model.artifact;

import java.util.Locale;
import java.util.Optional;

/** The kind of an artifact; the first part of its name. */
public enum ArtifactKind {
  /** Data to learn from or to evaluate with. */
  DATASET,
  /** Weights with all that is needed to use them, in Hugging Face layout. */
  MODEL,
  /** The state of unfinished work, to resume from. */
  CHECKPOINT;

  /** The kinds, for error messages. */
  public static final String RULE = "dataset, model or checkpoint";

  /** Parses the kind as users write it; empty when the text is something else. */
  public static Optional<ArtifactKind> parse(String text) {
    for (ArtifactKind kind : values()) {
      if (kind.word().equals(text)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** The kind as users write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
