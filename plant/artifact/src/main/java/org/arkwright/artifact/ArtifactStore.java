package org.arkwright.artifact;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.BlobStore;
import org.arkwright.artifact.blob.BlobSweep;
import org.arkwright.artifact.blob.DiskFull;
import org.arkwright.artifact.blob.PartialBlob;
import org.arkwright.artifact.blob.PathText;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.id.Digest;
import org.arkwright.model.unit.Bytes;
import org.arkwright.wire.Wire;
import org.arkwright.wire.WireException;

/**
 * A store of blobs and manifests in a folder, which any number of threads and processes may use.
 * Methods block; when one returns, its result is durable.
 */
public final class ArtifactStore {
  private static final Wire WIRE = Wire.strict();

  private final BlobStore blobs;

  private ArtifactStore(BlobStore blobs) {
    this.blobs = blobs;
  }

  /** Opens the store in that folder, creating it if necessary. */
  public static ArtifactStore open(Path folder) throws IOException {
    return new ArtifactStore(BlobStore.open(folder));
  }

  /** Returns the snapshots of folders that this store keeps. */
  public Snapshots snapshots() {
    return new Snapshots(blobs);
  }

  /**
   * Imports all files of a source.
   *
   * @throws ArtifactException when the source is refused; the message says why and what to do
   */
  public StoredFiles importFrom(Source source, ImportProgress progress) throws IOException {
    try (FileSet files = FileSet.begin(blobs, progress)) {
      source.addTo(files);
      Manifest manifest = files.finish();
      if (manifest.files().isEmpty()) {
        throw new ArtifactException("%s contains no files".formatted(source));
      }
      return seal(manifest);
    }
  }

  /** Makes files that are stored already, by {@link #storeFile}, those of a version. */
  public StoredFiles versionOf(Collection<Manifest.File> files) throws IOException {
    return seal(new Manifest(List.copyOf(files)));
  }

  private StoredFiles seal(Manifest manifest) throws IOException {
    // Through a file: that of a million files is larger than they were in memory.
    Path file = blobs.temporary().resolve("manifest-" + UUID.randomUUID());
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      WIRE.mapper().writeValue(out, manifest);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw DiskFull.explained(e);
    }
    BlobStore.Staged staged = blobs.stageOwn(file);
    blobs.publish(List.of(staged));
    BlobStore.Blob blob = staged.blob();
    return new StoredFiles(blob.digest(), manifest.size(), manifest.files().size());
  }

  /** Reads a manifest: the files of a version. */
  public Manifest manifest(Digest digest) throws IOException {
    return manifest(blobs, digest);
  }

  static Manifest manifest(BlobStore blobs, Digest digest) throws IOException {
    try (InputStream in = blobs.openIntact(digest)) {
      return WIRE.read(in, Manifest.class);
    } catch (WireException e) {
      throw new ArtifactException("%s is not a manifest".formatted(digest), e);
    }
  }

  /**
   * Stores one file that belongs to no version. Whoever keeps its digest names it at each {@link
   * #collect}.
   */
  public Manifest.File storeFile(String path, InputStream in) throws IOException {
    BlobStore.Blob blob = blobs.put(in, _ -> {});
    return new Manifest.File(SafePaths.check(path), blob.digest(), new Bytes(blob.size()), false);
  }

  /**
   * Returns which of these blobs are not here, or damaged. No collection removes the others for
   * half an hour from now, so that what refers to them can be registered meanwhile.
   */
  public SortedSet<Digest> missing(Collection<Digest> digests) throws IOException {
    return blobs.missing(digests);
  }

  /**
   * Opens a blob that arrives in pieces; what arrived before stays.
   *
   * @param owner a name for who sends it, of letters, digits, dots and dashes
   * @param size of the whole blob, in bytes
   */
  public PartialBlob receive(String owner, Digest digest, long size) throws IOException {
    return PartialBlob.open(blobs, owner, digest, size);
  }

  /** Returns how many bytes of a blob have arrived from that owner; 0 if none. */
  public long received(String owner, Digest digest) throws IOException {
    return PartialBlob.arrived(blobs, owner, digest);
  }

  /**
   * Opens the content of a blob, which was verified since it last changed, for reading at any
   * place.
   *
   * @throws ArtifactException when there is no such blob, or it is damaged
   */
  public FileChannel channel(Digest digest) throws IOException {
    return blobs.channel(digest);
  }

  /**
   * Keeps the manifest of files that are here.
   *
   * @return the manifest's files, or what is missing of them; nothing was kept then
   * @throws ArtifactException when it is not what its digest says, or no manifest, or has paths
   *     that cannot be created, or more than the limits
   */
  public Snapshots.Offer offer(Digest digest, InputStream manifest, ImportLimits limits)
      throws IOException {
    return new ManifestOffer(blobs, limits).take(digest, manifest);
  }

  /**
   * Removes the blobs that were used least recently, until the others have at most so many bytes.
   *
   * @param keep the blobs that stay, whatever they take
   */
  public BlobStore.Collected shrink(Bytes max, Predicate<Digest> keep) throws IOException {
    return new BlobSweep(blobs).shrink(max.value(), keep);
  }

  /** Opens the content of a file that belongs to no version, as {@link #openIntact}. */
  public InputStream openFile(Digest digest) throws IOException {
    return blobs.openIntact(digest);
  }

  /** Opens a file's content, which is verified when its end is read. */
  public InputStream open(Manifest.File file) throws IOException {
    return blobs.open(file.digest());
  }

  /** Opens a file's content, which was verified since it last changed. */
  public InputStream openIntact(Manifest.File file) throws IOException {
    return blobs.openIntact(file.digest());
  }

  /**
   * Creates the files of a version, read-only, in a folder, which is created. They are copies, or
   * clones where the file system can do that: writing to them does not reach the store.
   */
  public void materialise(Digest manifest, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Manifest.File file : manifest(manifest).files()) {
      Path target = folder.resolve(SafePaths.check(file.path()));
      Files.createDirectories(target.resolveSibling(".").normalize());
      try {
        blobs.copyTo(file.digest(), target, file.executable());
      } catch (ArtifactException e) {
        throw new ArtifactException(
            "%s: %s".formatted(PathText.of(file.path()), e.getMessage()), e);
      }
    }
  }

  /**
   * Looks for damage among the files of versions.
   *
   * @param manifests the manifests of the versions
   */
  public StoreCheck.Report check(Collection<Digest> manifests, StoreCheck.Depth depth)
      throws IOException {
    return new StoreCheck(blobs, depth).of(manifests);
  }

  /**
   * Removes blobs that no version references, unless they are recent. While the manifest of a
   * version cannot be read, so that nobody knows which files it needs, no blob is removed.
   *
   * @param manifests the manifests of all versions
   * @param files what is kept besides, by {@link #storeFile}
   */
  public BlobStore.Collected collect(
      Collection<Digest> manifests, Collection<Digest> files, Instant now) throws IOException {
    TreeSet<Digest> referenced = new TreeSet<>(manifests);
    referenced.addAll(files);
    boolean known = true;
    for (Digest digest : manifests) {
      try {
        manifest(digest).files().forEach(file -> referenced.add(file.digest()));
      } catch (ArtifactException _) {
        known = false;
      }
    }
    boolean all = known;
    return new BlobSweep(blobs).collect(digest -> !all || referenced.contains(digest), now);
  }

  /** Removes leftovers of crashed imports, which nothing has written to for a day. */
  public BlobStore.Collected collectTemporary(Instant now) throws IOException {
    return new BlobSweep(blobs).collectTemporary(now);
  }
}
