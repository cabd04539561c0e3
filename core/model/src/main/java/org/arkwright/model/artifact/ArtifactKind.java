package org.arkwright.model.artifact;

import java.util.Locale;
import java.util.Optional;

/** What an artifact is for; the first word of its name. */
public enum ArtifactKind {
  /** Data to learn from or to evaluate with. */
  DATASET,
  /** Weights with all that is needed to use them, in Hugging Face layout. */
  MODEL,
  /** The state of unfinished work, to go on from. */
  CHECKPOINT;

  /** The kinds in words, for error messages. */
  public static final String RULE = "dataset, model or checkpoint";

  /** Reads the word; empty when it is another. */
  public static Optional<ArtifactKind> parse(String word) {
    for (ArtifactKind kind : values()) {
      if (kind.word().equals(word)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** The kind as a word, as users write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
