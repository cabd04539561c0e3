package org.arkwright.artifact;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.id.Digest;
import org.arkwright.wire.Wire;
import org.arkwright.wire.WireException;

/**
 * A folder of blobs and manifests. Any number of threads and processes may work with one; methods
 * block. What a method returns is on disk.
 */
public final class ArtifactStore {
  private static final String MANIFEST_RIGHTS = "rwxr-xr-x";

  private final BlobStore blobs;
  private final Wire wire = Wire.strict();

  private ArtifactStore(BlobStore blobs) {
    this.blobs = blobs;
  }

  /** Opens the store in that folder, made if need be. */
  public static ArtifactStore open(Path folder) throws IOException {
    return new ArtifactStore(new BlobStore(folder));
  }

  /**
   * Stores all files of a source.
   *
   * @throws ArtifactException with what is wrong and what to do, when the source is refused
   */
  public StoredFiles bring(Source source, ImportProgress progress) throws IOException {
    FileSet files = new FileSet(blobs, progress);
    source.bring(files);
    Manifest manifest = files.manifest();
    if (manifest.files().isEmpty()) {
      throw new ArtifactException("%s holds no files".formatted(source));
    }
    return seal(manifest);
  }

  /**
   * Stores what a job left in a folder.
   *
   * @param keep whether the folder goes on to be used; its files are copied then, else linked
   * @return empty when the folder holds no files
   */
  public Optional<StoredFiles> take(Path folder, boolean keep) throws IOException {
    FileSet files = new FileSet(blobs, new ImportProgress());
    for (Path file : filesBelow(folder)) {
      String path = folder.relativize(file).toString();
      boolean executable = Files.isExecutable(file);
      if (keep || alias(file)) {
        try (InputStream in = Files.newInputStream(file)) {
          files.copy(path, in, executable);
        }
      } else {
        files.adopt(path, file, executable);
      }
    }
    Manifest manifest = files.manifest();
    return manifest.files().isEmpty() ? Optional.empty() : Optional.of(seal(manifest));
  }

  /** A link, or a file with another name, under which it may be written again. */
  private static boolean alias(Path file) throws IOException {
    return Files.isSymbolicLink(file)
        || (int) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1;
  }

  /** The regular files below a folder, in order; a link to a file counts as that file. */
  static List<Path> filesBelow(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder, new FileVisitOption[0])) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private StoredFiles seal(Manifest manifest) throws IOException {
    BlobStore.Blob blob = blobs.put(new ByteArrayInputStream(wire.write(manifest)), _ -> {});
    return new StoredFiles(blob.digest(), manifest.size(), manifest.files().size());
  }

  /** The files of a version. */
  public Manifest manifest(Digest digest) throws IOException {
    try (InputStream in = blobs.open(digest)) {
      return wire.read(in.readAllBytes(), Manifest.class);
    } catch (WireException e) {
      throw new ArtifactException("%s is no manifest".formatted(digest), e);
    }
  }

  /** The content of one file; reading its end verifies it. */
  public InputStream open(Manifest.File file) throws IOException {
    return blobs.open(file.digest());
  }

  /** Makes the files of a version appear in a folder, which is made, read-only and verified. */
  public void materialise(Digest manifest, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Manifest.File file : manifest(manifest).files()) {
      Path target = folder.resolve(SafePaths.check(file.path()));
      Files.createDirectories(target.resolveSibling(".").normalize());
      if (file.executable()) {
        // The blob is shared, and so would be its permission.
        try (InputStream in = open(file)) {
          Files.copy(in, target);
        }
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(MANIFEST_RIGHTS));
      } else {
        blobs.materialise(file.digest(), target);
      }
    }
  }

  /**
   * Removes what no version names, unless it is fresh.
   *
   * @param manifests of every version there is
   */
  public BlobStore.Collected collect(Collection<Digest> manifests, Instant now) throws IOException {
    TreeSet<Digest> wanted = new TreeSet<>(manifests);
    for (Digest digest : manifests) {
      manifest(digest).files().forEach(file -> wanted.add(file.digest()));
    }
    return blobs.collect(wanted::contains, now);
  }
}
