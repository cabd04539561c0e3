package org.arkwright.artifact.source;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.arkwright.artifact.FileSet;
import org.arkwright.artifact.Source;
import org.arkwright.model.id.Digest;

/** One file at a URL, unpacked if it is an archive. */
record UrlSource(URI uri, Optional<Digest> expected, SourceRules rules) implements Source {
  @Override
  public void addTo(FileSet files) throws IOException {
    try (Download download = Download.open(uri, Remote.of(rules, uri), files)) {
      Path file = download.complete(expected);
      files.progress().read(-Files.size(file));
      LocalSource.addFile(name(), file, files);
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
    // Without what must not appear in the lineage.
    return Download.shown(uri);
  }
}
