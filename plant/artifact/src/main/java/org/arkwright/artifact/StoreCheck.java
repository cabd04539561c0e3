package org.arkwright.artifact;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.arkwright.artifact.blob.BlobStore;
import org.arkwright.model.id.Digest;

/** Looks for stored files that are missing or not what they were. Not thread-safe. */
public final class StoreCheck {
  /** How closely to look. */
  public enum Depth {
    /** At sizes, which takes no time. */
    SIZES,
    /** At every byte. */
    CONTENT
  }

  /** What is wrong with a file. */
  public enum Problem {
    MISSING,
    DAMAGED
  }

  /**
   * A file that a version needs and the store no longer has.
   *
   * @param manifest of the version
   * @param path in the version; empty if it is the manifest itself, so that its files are unknown
   */
  public record Damage(Digest manifest, String path, Digest digest, Problem problem) {}

  /**
   * The result.
   *
   * @param files the number of different files looked at, manifests included
   * @param bytes their size
   */
  public record Report(long files, long bytes, List<Damage> damage) {
    public Report {
      damage = List.copyOf(damage);
    }
  }

  private final BlobStore blobs;
  private final Depth depth;
  private final Map<Digest, Optional<Problem>> found = new HashMap<>();
  private final List<Damage> damage = new ArrayList<>();
  private long bytes;

  StoreCheck(BlobStore blobs, Depth depth) {
    this.blobs = blobs;
    this.depth = depth;
  }

  /** Looks at the manifests and all their files. */
  Report of(Collection<Digest> manifests) throws IOException {
    for (Digest digest : new TreeSet<>(manifests)) {
      look(digest, "", digest, -1);
      Optional<Manifest> manifest = readable(digest);
      if (manifest.isPresent()) {
        for (Manifest.File file : manifest.get().files()) {
          look(digest, file.path(), file.digest(), file.size().value());
        }
      }
    }
    return new Report(found.size(), bytes, damage);
  }

  private Optional<Manifest> readable(Digest digest) {
    try {
      return Optional.of(ArtifactStore.manifest(blobs, digest));
    } catch (IOException _) {
      if (damage.stream().noneMatch(each -> each.digest().equals(digest))) {
        damage.add(new Damage(digest, "", digest, Problem.DAMAGED));
      }
      return Optional.empty();
    }
  }

  private void look(Digest manifest, String path, Digest digest, long size) throws IOException {
    Optional<Problem> problem = found.get(digest);
    if (problem == null) {
      problem = problem(digest, size);
      found.put(digest, problem);
    }
    problem.ifPresent(it -> damage.add(new Damage(manifest, path, digest, it)));
  }

  private Optional<Problem> problem(Digest digest, long size) throws IOException {
    Optional<Long> there = blobs.size(digest);
    if (there.isEmpty()) {
      return Optional.of(Problem.MISSING);
    }
    if (!blobs.isFile(digest)) {
      return Optional.of(Problem.DAMAGED);
    }
    bytes += there.get();
    boolean wrong =
        (size >= 0 && there.get() != size)
            || (depth == Depth.CONTENT && !blobs.digestOf(digest).equals(Optional.of(digest)));
    return wrong ? Optional.of(Problem.DAMAGED) : Optional.empty();
  }
}
