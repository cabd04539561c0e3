package org.arkwright.artifact;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.BlobStore;
import org.arkwright.artifact.blob.PathText;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.id.Digest;
import org.arkwright.wire.Wire;
import org.arkwright.wire.WireException;

/**
 * Takes the manifest of files that somebody else has sent, and that nothing in it can be trusted.
 *
 * @param limits what a version may have
 */
record ManifestOffer(BlobStore blobs, ImportLimits limits) {
  /** Far above that of a hundred thousand files with the longest paths. */
  private static final long BYTES_MAX = 256L << 20;

  private static final Wire WIRE = Wire.strict();

  /** Keeps the manifest if it is one, within the limits, and all of its files are here. */
  Snapshots.Offer take(Digest digest, InputStream in) throws IOException {
    BlobStore.Staged staged = blobs.stage(new Bounded(in), _ -> {}, _ -> {});
    try {
      if (!staged.blob().digest().equals(digest)) {
        throw new ArtifactException(
            "what was sent is not the manifest %s but %s: send it again"
                .formatted(digest, staged.blob().digest()));
      }
      Manifest manifest = read(staged);
      check(manifest);
      TreeSet<Digest> files = new TreeSet<>();
      manifest.files().forEach(file -> files.add(file.digest()));
      SortedSet<Digest> missing = blobs.missing(files);
      if (!missing.isEmpty()) {
        return new Snapshots.Offer.Missing(missing);
      }
      requireSizes(manifest);
      blobs.publish(List.of(staged));
      return new Snapshots.Offer.Kept(
          new StoredFiles(digest, manifest.size(), manifest.files().size()));
    } finally {
      blobs.discard(List.of(staged));
    }
  }

  private static Manifest read(BlobStore.Staged staged) throws IOException {
    try (InputStream in = Files.newInputStream(staged.file())) {
      return WIRE.read(in, Manifest.class);
    } catch (WireException e) {
      throw new ArtifactException("what was sent is not a manifest: " + e.getMessage(), e);
    }
  }

  private void check(Manifest manifest) throws IOException {
    if (manifest.files().isEmpty()
        || manifest.links().isPresent()
        || manifest.files().size() > limits.files()) {
      throw new ArtifactException(
          "a manifest of %d files%s was sent: expected 1 to %d files and no links"
              .formatted(
                  manifest.files().size(),
                  manifest.links().isPresent() ? " and links" : "",
                  limits.files()));
    }
    long bytes = 0;
    for (Manifest.File file : manifest.files()) {
      String checked = SafePaths.check(file.path());
      if (!checked.equals(file.path())) {
        throw new ArtifactException(
            "'%s' is refused: write '%s'".formatted(PathText.of(file.path()), checked));
      }
      bytes += file.size().value();
      if (bytes > limits.bytes().value() || bytes < 0) {
        throw new ArtifactException(
            "the files are larger than %s together: leave less".formatted(limits.bytes()));
      }
    }
  }

  /** What a version says of its size is billed and shown: nobody's word is taken for it. */
  private void requireSizes(Manifest manifest) throws IOException {
    for (Manifest.File file : manifest.files()) {
      if (blobs.size(file.digest()).orElse(-1L) != file.size().value()) {
        throw new ArtifactException(
            "'%s' is not of the %d bytes that its manifest says"
                .formatted(PathText.of(file.path()), file.size().value()));
      }
    }
  }

  /** A stream that ends in a refusal where a manifest is too long. */
  private static final class Bounded extends FilterInputStream {
    private long left = BYTES_MAX;

    Bounded(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = in.read(buffer, offset, length);
      left -= Math.max(0, read);
      if (left < 0) {
        throw new ArtifactException(
            "a manifest of more than %d bytes was sent: leave fewer files".formatted(BYTES_MAX));
      }
      return read;
    }
  }
}
