package org.arkwright.worker.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.Manifest;
import org.arkwright.artifact.output.OutputWatch;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Digest;
import org.arkwright.protocol.FileCalls;
import org.arkwright.protocol.TransferReport.Direction;

/**
 * Sends what attempts stored on this node to the control plane's store: first the files that it
 * does not have, then the manifest that names them. Thread-safe; blocks.
 */
final class OutputDelivery {
  /** Smaller files share a request; together they are at most a few megabytes. */
  private static final long SMALL_BYTES = 1 << 16;

  private static final int SMALL_TOGETHER = 64;

  /** A collection may take what nobody refers to yet; it is then sent again. */
  private static final int ROUNDS_MAX = 5;

  private final ArtifactStore store;
  private final FileServer server;
  private final TransferMeter meter;

  OutputDelivery(ArtifactStore store, FileServer server, TransferMeter meter) {
    this.store = store;
    this.server = server;
    this.meter = meter;
  }

  /** Delivers everything, and returns when it is durable. */
  void deliver(AttemptId attempt, StoredOutputs stored, KeptFiles kept, OutputWatch watch)
      throws IOException {
    List<Digest> manifests = new ArrayList<>();
    stored.manifests(manifests::add);
    for (Digest manifest : manifests) {
      deliver(attempt, manifest, kept, watch);
    }
  }

  private void deliver(AttemptId attempt, Digest manifest, KeptFiles kept, OutputWatch watch)
      throws IOException {
    SortedMap<Digest, Long> files = new TreeMap<>();
    for (Manifest.File file : store.manifest(manifest).files()) {
      files.put(file.digest(), file.size().value());
    }
    kept.keep(attempt, files.keySet());
    Patience patience = new Patience(watch::check);
    SortedSet<Digest> missing = missing(attempt, files.keySet(), patience);
    for (int round = 0; ; round++) {
      send(attempt, files, missing, patience);
      missing =
          patience.insist(
              "sending the list of files " + manifest, () -> sendManifest(attempt, manifest));
      if (missing.isEmpty()) {
        return;
      }
      if (round == ROUNDS_MAX) {
        throw new IOException(
            "the control plane loses what it is sent: %d files".formatted(missing.size()));
      }
    }
  }

  private SortedSet<Digest> missing(AttemptId attempt, Collection<Digest> files, Patience patience)
      throws IOException {
    SortedSet<Digest> missing = new TreeSet<>();
    List<Digest> all = List.copyOf(files);
    for (int from = 0; from < all.size(); from += FileCalls.ASKED_MAX) {
      List<Digest> some = all.subList(from, Math.min(all.size(), from + FileCalls.ASKED_MAX));
      missing.addAll(
          patience.insist("asking which files are missing", () -> server.missing(attempt, some)));
    }
    return missing;
  }

  private static long size(SortedMap<Digest, Long> files, Digest file) {
    return Objects.requireNonNull(files.get(file));
  }

  private void send(
      AttemptId attempt,
      SortedMap<Digest, Long> files,
      Collection<Digest> missing,
      Patience patience)
      throws IOException {
    long total = missing.stream().mapToLong(file -> size(files, file)).sum();
    try (TransferMeter.Count count = meter.begin(attempt, Direction.OUTPUTS, total)) {
      List<Digest> small = new ArrayList<>();
      for (Digest file : missing) {
        long size = size(files, file);
        if (size <= SMALL_BYTES) {
          small.add(file);
          if (small.size() == SMALL_TOGETHER) {
            sendSmall(attempt, small, patience, count);
            small.clear();
          }
        } else {
          patience.insist("sending the file " + file, () -> send(attempt, file, size, count));
        }
      }
      if (!small.isEmpty()) {
        sendSmall(attempt, small, patience, count);
      }
    }
  }

  private void sendSmall(
      AttemptId attempt, List<Digest> files, Patience patience, TransferMeter.Count count)
      throws IOException {
    List<FileServer.Small> contents = new ArrayList<>();
    long bytes = 0;
    for (Digest file : files) {
      try (InputStream in = store.openFile(file)) {
        contents.add(new FileServer.Small(in.readAllBytes()));
        bytes += contents.getLast().content().length;
      }
    }
    patience.insist(
        "sending %d small files".formatted(files.size()),
        () -> {
          server.sendSmall(attempt, contents);
          return contents;
        });
    count.moved(bytes);
  }

  private Digest send(AttemptId attempt, Digest file, long size, TransferMeter.Count count)
      throws IOException {
    long from = Math.min(size, server.arrived(attempt, file));
    try (FileChannel channel = store.channel(file)) {
      server.send(attempt, file, from, size, out -> copy(channel, from, out, count));
      return file;
    }
  }

  private static void copy(
      FileChannel channel, long from, OutputStream out, TransferMeter.Count count)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(FileServer.CHUNK_BYTES);
    long at = from;
    for (int read = channel.read(buffer.clear(), at);
        read > 0;
        read = channel.read(buffer.clear(), at)) {
      out.write(buffer.array(), 0, read);
      count.moved(read);
      at += read;
    }
  }

  private SortedSet<Digest> sendManifest(AttemptId attempt, Digest manifest) throws IOException {
    try (FileChannel channel = store.channel(manifest)) {
      return server.sendManifest(
          attempt,
          manifest,
          channel.size(),
          out -> Channels.newInputStream(channel).transferTo(out));
    }
  }
}
