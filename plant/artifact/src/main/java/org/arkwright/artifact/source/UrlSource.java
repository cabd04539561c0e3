package org.arkwright.artifact.source;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.arkwright.artifact.FileSet;
import org.arkwright.artifact.Source;
import org.arkwright.model.id.Digest;

/** One file at a URL, unpacked when it is an archive. */
record UrlSource(URI uri, Optional<Digest> expected) implements Source {
  @Override
  public void bring(FileSet into) throws IOException {
    try (Download download = new Download(uri, into)) {
      Path file = download.whole(expected);
      into.progress().read(-Files.size(file));
      LocalSource.bringFile(name(), file, into);
      download.discard();
    }
  }

  private String name() {
    String path = Optional.ofNullable(uri.getPath()).orElse("");
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.isEmpty() ? "download" : name;
  }

  @Override
  public String toString() {
    String text = uri.toString();
    // What follows may be a signature, which is no business of those who read the lineage.
    return text.replaceFirst("[?#].*", "").replaceFirst("//[^/@]*@", "//");
  }
}
