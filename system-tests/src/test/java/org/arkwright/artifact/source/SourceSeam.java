package org.arkwright.artifact.source;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.arkwright.artifact.blob.ArtifactException;

/** What the sources of imports read. */
public final class SourceSeam {
  private SourceSeam() {}

  /** Whether the answer lists files. */
  public static boolean lists(Path answer) throws IOException {
    try {
      RepositoryListing listing = new RepositoryListing("hf://a/b", 100_000);
      listing.add(answer);
      return !listing.files().isEmpty();
    } catch (ArtifactException _) {
      return false;
    }
  }

  /** Whether these are a proxy, and exceptions from it, that can be used. */
  public static boolean isProxy(String proxy, String direct) {
    try {
      Proxies proxies =
          Proxies.of(Optional.of(proxy), Optional.empty(), Optional.empty(), Optional.of(direct));
      proxies.authenticator();
      return !proxies.select(URI.create("https://huggingface.co/a")).isEmpty();
    } catch (ArtifactException _) {
      return false;
    }
  }
}
