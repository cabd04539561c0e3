package org.arkwright.artifact.source;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.arkwright.artifact.Source;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.id.Digest;

/** Parses the sources that users name. */
public final class Sources {
  /** The forms accepted by {@link #of}, for error messages. */
  public static final String SYNTAX =
      "an absolute path, http(s)://…, hf:OWNER/NAME[@REVISION], s3://BUCKET/PREFIX,"
          + " builtin:wordnet (a dataset) or builtin:minilm (a model)";

  private Sources() {}

  /**
   * Returns the source of that name.
   *
   * @param endpoint the endpoint of a repository or object storage; the public one if empty
   * @param expected the digest that a single file must have
   * @param rules what may be read
   * @throws ArtifactException when the text is not a source, or the other arguments do not apply to
   *     it
   */
  public static Source of(
      ArtifactKind kind,
      String text,
      Optional<URI> endpoint,
      Optional<Digest> expected,
      SourceRules rules)
      throws ArtifactException {
    return of(kind, text, endpoint, expected, true, rules);
  }

  /**
   * Returns the source of that name.
   *
   * @param asIs whether a repository's model that no runtime here loads is downloaded all the same
   * @throws ArtifactException as above
   */
  public static Source of(
      ArtifactKind kind,
      String text,
      Optional<URI> endpoint,
      Optional<Digest> expected,
      boolean asIs,
      SourceRules rules)
      throws ArtifactException {
    if (text.startsWith("/")) {
      try {
        return new LocalSource(Path.of(text).normalize(), expected, rules);
      } catch (InvalidPathException e) {
        throw new ArtifactException("'%s' is not a path: %s".formatted(text, e.getReason()), e);
      }
    }
    if (expected.isPresent() && !text.startsWith("http")) {
      throw new ArtifactException(
          "a checksum applies to one file, but '%s' is not one".formatted(text));
    }
    if (text.startsWith("builtin:")) {
      return builtin(kind, text);
    }
    if (text.startsWith("http://") || text.startsWith("https://")) {
      return new UrlSource(uri(text), expected, rules);
    }
    if (text.startsWith("hf:")) {
      String name = text.substring(text.startsWith("hf://") ? 5 : 3);
      return RepositorySource.of(kind, name, endpoint, asIs, rules);
    }
    if (text.startsWith("s3://")) {
      return S3Source.of(text, endpoint, rules);
    }
    throw new ArtifactException("'%s' is not a source: expected %s".formatted(text, SYNTAX));
  }

  /** Refuses a built-in that is requested as the wrong kind of artifact. */
  private static Source builtin(ArtifactKind kind, String text) throws ArtifactException {
    if (kind == ArtifactKind.DATASET && text.equals("builtin:wordnet")) {
      return new Wordnet();
    }
    if (kind == ArtifactKind.MODEL && text.equals("builtin:minilm")) {
      return new Minilm();
    }
    throw new ArtifactException(
        "there is no built-in %s '%s': expected the dataset wordnet or the model minilm"
            .formatted(kind.word(), text.substring("builtin:".length())));
  }

  private static URI uri(String text) throws ArtifactException {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new ArtifactException("'%s' is not a URL: %s".formatted(text, e.getMessage()), e);
    }
  }
}
