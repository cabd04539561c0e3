package org.arkwright.api.transfer;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.Manifest;
import org.arkwright.model.id.Digest;

/**
 * Which blobs manifests name, remembered for those that were asked for last, in eight bytes a file:
 * a question for each file of a version must not read its manifest each time. Thread-safe; blocks
 * while it reads one.
 */
public final class ManifestIndex {
  /** Sixteen megabytes. */
  private static final int FILES_MAX = 2_000_000;

  private static final int PREFIX_DIGITS = 16;

  private final ArtifactStore store;
  private final Map<Digest, long[]> known = new LinkedHashMap<>(16, 0.75f, true);
  private int files;

  public ManifestIndex(ArtifactStore store) {
    this.store = store;
  }

  /**
   * Whether the manifest names the blob, by the first eight bytes of its digest: nobody can make
   * another blob of the same.
   *
   * @throws IOException when the manifest cannot be read
   */
  public synchronized boolean names(Digest manifest, Digest blob) throws IOException {
    long[] blobs = known.get(manifest);
    if (blobs == null) {
      blobs = read(store.manifest(manifest));
      known.put(manifest, blobs);
      files += blobs.length;
      forget(manifest);
    }
    return Arrays.binarySearch(blobs, prefix(blob)) >= 0;
  }

  private void forget(Digest butThis) {
    var each = known.entrySet().iterator();
    while (files > FILES_MAX && each.hasNext()) {
      Map.Entry<Digest, long[]> eldest = each.next();
      if (!eldest.getKey().equals(butThis)) {
        files -= eldest.getValue().length;
        each.remove();
      }
    }
  }

  private static long[] read(Manifest manifest) {
    return manifest.files().stream().mapToLong(file -> prefix(file.digest())).sorted().toArray();
  }

  private static long prefix(Digest digest) {
    return Long.parseUnsignedLong(digest.hex().substring(0, PREFIX_DIGITS), 16);
  }
}
