package org.arkwright.worker.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.Manifest;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.PartialBlob;
import org.arkwright.artifact.blob.StoreFullException;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Digest;
import org.arkwright.protocol.FileCalls;
import org.arkwright.protocol.TransferReport.Direction;

/**
 * Fetches versions into the node's store: their manifests, and of their files those that are not
 * there. Several at a time, of all attempts together, small ones many by one request; two attempts
 * that want the same large file get it by one transfer. Thread-safe; blocks.
 */
final class InputFetch {
  /** Below what the control plane lets one worker have, so that outputs go on meanwhile. */
  private static final int CONCURRENT_MAX = 4;

  /** What arrives is for the node: an attempt that follows goes on where one before it ended. */
  private static final String OWNER = "fetch";

  private final ArtifactStore store;
  private final NodeDisk disk;
  private final FileServer server;
  private final KeptFiles kept;
  private final TransferMeter meter;
  private final Semaphore transfers = new Semaphore(CONCURRENT_MAX, true);
  private final Map<Digest, Object> locks = new ConcurrentHashMap<>();

  InputFetch(
      ArtifactStore store, NodeDisk disk, FileServer server, KeptFiles kept, TransferMeter meter) {
    this.store = store;
    this.disk = disk;
    this.server = server;
    this.kept = kept;
    this.meter = meter;
  }

  /** A file to fetch, and a version that names it. */
  private record ToFetch(Digest blob, long size, Digest manifest) {}

  /** Fetches what is missing of the versions. */
  void fetch(AttemptId attempt, List<Digest> manifests, Patience.Wanted wanted) throws IOException {
    Patience patience = new Patience(wanted);
    SortedMap<Digest, ToFetch> files = new TreeMap<>();
    long toCopy = 0;
    kept.keep(attempt, manifests);
    for (Digest manifest : manifests) {
      patience.insist(
          "fetching the list of files " + manifest,
          () -> {
            manifest(attempt, manifest);
            return manifest;
          });
      for (Manifest.File file : store.manifest(manifest).files()) {
        files.put(file.digest(), new ToFetch(file.digest(), file.size().value(), manifest));
        toCopy += file.size().value();
      }
    }
    kept.keep(attempt, files.keySet());
    files.keySet().retainAll(store.missing(files.keySet()));
    long toFetch = 0;
    for (ToFetch next : files.values()) {
      toFetch += Math.max(0, next.size - store.received(OWNER, next.blob));
    }
    disk.require(toFetch, toCopy);
    if (files.isEmpty()) {
      return;
    }
    try (TransferMeter.Count count = meter.begin(attempt, Direction.INPUTS, toFetch)) {
      fetchAll(attempt, files.values(), patience, count);
    } catch (StoreFullException _) {
      throw disk.full(toFetch, toCopy, disk.free());
    }
  }

  private void manifest(AttemptId attempt, Digest manifest) throws IOException {
    synchronized (lock(manifest)) {
      if (store.missing(List.of(manifest)).isEmpty()) {
        return;
      }
      server.manifest(
          attempt,
          manifest,
          store.received(OWNER, manifest),
          (size, from, content) -> receive(manifest, size, from, content, _ -> {}));
    }
  }

  private void fetchAll(
      AttemptId attempt, Collection<ToFetch> files, Patience patience, TransferMeter.Count count)
      throws IOException {
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            CONCURRENT_MAX,
            Thread.ofPlatform().name("fetch-" + attempt + "-", 0).daemon().factory())) {
      List<Future<?>> all = new ArrayList<>();
      for (List<ToFetch> next : together(files)) {
        all.add(
            threads.submit(() -> {
              if (next.size() == 1) {
                blob(attempt, next.getFirst(), patience, count);
              } else {
                blobs(attempt, next, patience, count);
              }
              return null;
            }));
      }
      try {
        for (Future<?> each : all) {
          each.get();
        }
      } catch (ExecutionException e) {
        threads.shutdownNow();
        throw e.getCause() instanceof IOException failure
            ? failure
            : new IOException(String.valueOf(e.getCause()), e);
      } catch (InterruptedException e) {
        threads.shutdownNow();
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  /** Groups small files of one version: over a long way, one request each is most of the time. */
  private static List<List<ToFetch>> together(Collection<ToFetch> files) {
    List<List<ToFetch>> groups = new ArrayList<>();
    Map<Digest, List<ToFetch>> open = new HashMap<>();
    Map<Digest, Long> bytes = new HashMap<>();
    for (ToFetch file : files) {
      if (file.size > FileCalls.SMALL_BYTES_MAX) {
        groups.add(List.of(file));
        continue;
      }
      List<ToFetch> group = open.get(file.manifest);
      if (group == null
          || group.size() == FileCalls.TOGETHER_MAX
          || bytes.merge(file.manifest, file.size, Long::sum) > FileCalls.TOGETHER_BYTES_MAX) {
        group = new ArrayList<>();
        groups.add(group);
        open.put(file.manifest, group);
        bytes.put(file.manifest, file.size);
      }
      group.add(file);
    }
    return groups;
  }

  /**
   * Fetches small files of one version together. Another attempt may fetch some of them at the same
   * time: that costs a few bytes, where a lock for each file would cost more.
   */
  private void blobs(
      AttemptId attempt, List<ToFetch> files, Patience patience, TransferMeter.Count count)
      throws IOException, InterruptedException {
    Map<Digest, ToFetch> wanted = new LinkedHashMap<>();
    files.forEach(file -> wanted.put(file.blob, file));
    transfers.acquire();
    try {
      patience.insist(
          "fetching %d small files".formatted(files.size()),
          () -> {
            Collection<Digest> missing = store.missing(wanted.keySet());
            if (!missing.isEmpty()) {
              server.smallBlobs(
                  attempt,
                  files.getFirst().manifest,
                  List.copyOf(missing),
                  in -> store.snapshots().add(in));
            }
            Collection<Digest> left = store.missing(wanted.keySet());
            if (!left.isEmpty()) {
              // Each is kept under what it is, so what was damaged is another file.
              throw new ArtifactException(
                  "%d of %d files did not arrive as they are, the first is %s"
                      .formatted(left.size(), wanted.size(), left.iterator().next()));
            }
            return left;
          });
      files.forEach(file -> count.moved(file.size));
    } finally {
      transfers.release();
    }
  }

  private void blob(AttemptId attempt, ToFetch next, Patience patience, TransferMeter.Count count)
      throws IOException, InterruptedException {
    synchronized (lock(next.blob)) {
      if (store.missing(List.of(next.blob)).isEmpty()) {
        count.moved(next.size);
        return;
      }
      transfers.acquire();
      try {
        patience.insist(
            "fetching the file " + next.blob,
            () -> {
              server.blob(
                  attempt,
                  next.manifest,
                  next.blob,
                  store.received(OWNER, next.blob),
                  (size, from, content) -> {
                    if (size != next.size) {
                      throw new ArtifactException(
                          "it has %d bytes, and its version says %d".formatted(size, next.size));
                    }
                    receive(next.blob, size, from, content, count::moved);
                  });
              return next;
            });
      } finally {
        transfers.release();
      }
    }
  }

  private void receive(Digest blob, long size, long from, InputStream content, LongConsumer moved)
      throws IOException {
    try (PartialBlob partial = store.receive(OWNER, blob, size)) {
      if (partial.offset() != from) {
        throw new IOException("it was sent from another place than was asked for");
      }
      byte[] buffer = new byte[FileServer.CHUNK_BYTES];
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        partial.write(buffer, 0, read);
        moved.accept(read);
      }
      if (!partial.isComplete()) {
        throw new IOException("it ended after %d of %d bytes".formatted(partial.offset(), size));
      }
      partial.finish();
    }
  }

  private Object lock(Digest digest) {
    return locks.computeIfAbsent(digest, _ -> new Object());
  }
}
