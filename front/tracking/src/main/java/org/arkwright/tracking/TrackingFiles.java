package org.arkwright.tracking;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.arkwright.model.id.Digest;
import org.arkwright.tracking.RunFiles.StoredFile;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.store.TrackingSql;
import org.arkwright.tracking.store.TrackingStore;

/**
 * The files of runs and logged models: which there are, and under which digest the store of
 * artifacts has their content. Any thread; the futures may fail with a {@link TrackingRefusal}.
 */
public final class TrackingFiles {
  /** The largest file, in bytes. */
  public static final long FILE_MAX = 64L << 30;

  private final TrackingStore store;
  private final ModelArtifacts artifacts;
  private final InstantSource clock;

  TrackingFiles(TrackingStore store, ModelArtifacts artifacts, InstantSource clock) {
    this.store = store;
    this.artifacts = artifacts;
    this.clock = clock;
  }

  /**
   * A file's content.
   *
   * @param path from the root of its run or model
   * @param size in bytes
   */
  public record Content(String path, Digest digest, long size) {}

  /** Checks that the caller may put a file there, before its content is read. */
  public CompletableFuture<FilePlace.Found> writable(TrackingCaller caller, FilePlace place) {
    return store.submit(sql -> {
      FilePlace.Found found = place.find(sql, caller, clock, true);
      if (found.path().isEmpty()) {
        throw TrackingRefusal.invalid("Invalid path");
      }
      return found;
    });
  }

  /** Keeps a file whose content is in the store. */
  public CompletableFuture<Boolean> put(FilePlace.Found place, Digest digest, long size) {
    return store.submit(sql -> {
      RunFiles.put(
          sql, place.owner(), new StoredFile(place.path(), digest.hex(), size), clock.millis());
      return true;
    });
  }

  public CompletableFuture<Content> get(TrackingCaller caller, FilePlace place) {
    return kept(
            caller, place, (sql, owner, path) -> RunFiles.find(sql, owner, path).stream().toList())
        .thenCompose(kept ->
            kept.files.stream()
                .filter(file -> file.path().equals(kept.found.path()))
                .findFirst()
                .map(CompletableFuture::completedFuture)
                .orElseGet(() ->
                    CompletableFuture.failedFuture(
                        TrackingRefusal.missing(
                            "No such artifact: '%s' of %s"
                                .formatted(kept.found.path(), kept.found.owner())))));
  }

  /** Reads the files of a run or a logged model. */
  @FunctionalInterface
  private interface Reading {
    List<StoredFile> files(TrackingSql sql, String owner, String path) throws SQLException;
  }

  /** Finds what is at a place; of an artifact all files. */
  private CompletableFuture<Kept> kept(TrackingCaller caller, FilePlace place, Reading reading) {
    return store
        .submit(sql -> {
          FilePlace.Found found = place.find(sql, caller, clock, false);
          List<StoredFile> files =
              found.artifact().isPresent()
                  ? List.of()
                  : reading.files(sql, found.owner(), found.path());
          return new Kept(found, files.stream().map(file -> content(file, file.path())).toList());
        })
        .thenCompose(kept ->
            kept.found
                .artifact()
                .map(version ->
                    artifacts
                        .files(caller.project(), version)
                        .thenApply(all -> new Kept(kept.found, all)))
                .orElseGet(() -> CompletableFuture.completedFuture(kept)));
  }

  private record Kept(FilePlace.Found found, List<Content> files) {}

  /**
   * Returns a stored file as its content.
   *
   * @param path how it is called
   */
  static Content content(StoredFile file, String path) {
    return new Content(path, digest(file.digest()), file.size());
  }

  private static Digest digest(String hex) {
    return Digest.parse(hex)
        .orElseThrow(() -> new IllegalStateException("a digest not written here: " + hex));
  }

  /** Returns what is in a folder, with names from there; nothing for what is no folder. */
  public CompletableFuture<ArrayNode> list(TrackingCaller caller, FilePlace place) {
    return kept(caller, place, RunFiles::below)
        .thenApply(kept ->
            RunFiles.entries(
                kept.files.stream()
                    .filter(file -> RunFiles.isBelow(file.path(), kept.found.path()))
                    .toList(),
                kept.found.path(),
                false));
  }

  /** Removes a file, or all files of a folder. */
  public CompletableFuture<Boolean> delete(TrackingCaller caller, FilePlace place) {
    return store.submit(sql -> {
      FilePlace.Found found = place.find(sql, caller, clock, true);
      RunFiles.delete(sql, found.owner(), found.path());
      return true;
    });
  }

  /** Returns the digests of all files, which the store has to keep. */
  public CompletableFuture<List<Digest>> inUse() {
    return store.submit(
        sql -> sql.list("SELECT DISTINCT digest FROM files", row -> digest(row.getString(1))));
  }
}
