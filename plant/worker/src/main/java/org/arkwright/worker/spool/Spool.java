package org.arkwright.worker.spool;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import org.arkwright.model.id.AttemptId;
import org.arkwright.wire.WireException;

/**
 * The worker's durable state: an append-only file of JSON lines that contains every attempt from
 * before its first process until it is forgotten. Thread-safe.
 *
 * <p>Why no rank runs twice, and none is lost track of, for each window in which a crash may occur:
 *
 * <ul>
 *   <li><b>Before the launch is in the spool:</b> nothing was spawned; the control plane sends the
 *       order again.
 *   <li><b>After it is (forced to disk), before or while processes are spawned:</b> each rank's
 *       launcher first writes its pid and start time to the rank's record, then looks for its
 *       worker's spawn permit, a file, and runs the command only if it exists. A restarted worker
 *       first deletes all permits of earlier incarnations and then reads the records. A launcher
 *       that saw its permit wrote its record before, so the new worker finds and adopts it; a later
 *       one finds no permit and ends. A rank without a record therefore never ran and never will:
 *       it is reported lost, and not started again.
 *   <li><b>While ranks run:</b> they are adopted by pid and start time, which together are unique
 *       within a boot.
 *   <li><b>A rank ends while no worker runs:</b> its launcher writes the exit status to the record
 *       and kills the rest of its process group.
 *   <li><b>A rank ends, and the worker crashes before reporting it:</b> the record still contains
 *       the status; records are deleted only with the attempt.
 *   <li><b>Reported, but the acknowledgement was lost:</b> it is reported again, which changes
 *       nothing.
 *   <li><b>The machine goes down:</b> launches were forced, so every attempt that may have run is
 *       known; its boot id differs, so every rank without a spooled exit is reported lost.
 *   <li><b>The spool itself is lost:</b> the control plane's order names the ranks known to have
 *       started, and those are reported lost instead of being started.
 * </ul>
 *
 * <p>Exits are written but not forced: the page cache outlives the process, and after a power loss
 * an unacknowledged exit is correctly reported as unknown.
 */
public final class Spool implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Spool.class.getName());
  private static final long COMPACTION_BYTES_MIN = 8L << 20;

  private final Path file;
  private final SpoolForm form;
  private final SequencedMap<AttemptId, List<SpoolEntry>> live;
  private final Optional<Long> keptNanos;
  private FileChannel channel;
  private long size;
  private long compactAt;

  /**
   * Opens the spool in that file, creating it if necessary. A line that a crash left incomplete is
   * dropped.
   *
   * @param site the worker's site
   * @throws IOException when the file cannot be read, or was written by a later version
   */
  public static Spool open(Path file, String site) throws IOException {
    Files.createDirectories(folder(file));
    SpoolForm form = new SpoolForm(site);
    SequencedMap<AttemptId, List<SpoolEntry>> live = new LinkedHashMap<>();
    Optional<Long> keptNanos = FileTimes.changedNanos(file);
    if (keptNanos.isPresent()) {
      replay(file, form, live);
    }
    return new Spool(file, form, live, keptNanos, write(file, form, live));
  }

  /**
   * Reads the attempts of a spool that are not forgotten, in launch order, also while its worker
   * writes it; none if there is no spool.
   *
   * @throws IOException as {@link #open}
   */
  public static List<SpooledAttempt> read(Path file, String site) throws IOException {
    SequencedMap<AttemptId, List<SpoolEntry>> live = new LinkedHashMap<>();
    if (Files.exists(file)) {
      replay(file, new SpoolForm(site), live);
    }
    return live.values().stream().map(SpooledAttempt::of).toList();
  }

  private Spool(
      Path file,
      SpoolForm form,
      SequencedMap<AttemptId, List<SpoolEntry>> live,
      Optional<Long> keptNanos,
      Written written) {
    this.file = file;
    this.form = form;
    this.live = live;
    this.keptNanos = keptNanos;
    this.channel = written.channel;
    this.size = written.size;
    this.compactAt = written.compactAt();
  }

  /**
   * When the worker before was last there, in nanoseconds since the Unix epoch: it wrote to the
   * spool or {@linkplain #touch touched} it. Empty if there was none.
   */
  public Optional<Long> keptNanos() {
    return keptNanos;
  }

  /** Notes that this worker is there, by the time of the file. */
  public synchronized void touch() {
    try {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    } catch (IOException e) {
      // Whoever asks is told an earlier time. What the file is needed for fails loudly itself.
      LOG.log(Level.DEBUG, () -> "could not touch " + file + ": " + e);
    }
  }

  /** A file of live entries only, open for more. */
  private record Written(FileChannel channel, long size) {
    long compactAt() {
      return Math.max(COMPACTION_BYTES_MIN, 4 * size);
    }
  }

  /** The attempts that are not forgotten, in launch order. */
  public synchronized List<SpooledAttempt> attempts() {
    return live.values().stream().map(SpooledAttempt::of).toList();
  }

  /**
   * Appends the entries and returns once they are on disk.
   *
   * @throws IOException when nothing was appended (full disk, read-only folder); the spool remains
   *     usable
   */
  public synchronized void append(List<SpoolEntry> entries) throws IOException {
    write(entries);
    channel.force(false);
  }

  /** Appends the entry so that it survives this process, but not necessarily a power loss. */
  public synchronized void note(SpoolEntry entry) throws IOException {
    write(List.of(entry));
  }

  private void write(List<SpoolEntry> entries) throws IOException {
    byte[] lines = encode(form, entries);
    try {
      writeFully(channel, lines, size);
    } catch (IOException e) {
      channel.truncate(size);
      throw e;
    }
    size += lines.length;
    entries.forEach(entry -> apply(entry, live));
    if (size > compactAt) {
      channel.close();
      Written compact = write(file, form, live);
      channel = compact.channel;
      size = compact.size;
      compactAt = compact.compactAt();
    }
  }

  private static void apply(SpoolEntry entry, SequencedMap<AttemptId, List<SpoolEntry>> live) {
    switch (entry) {
      case SpoolEntry.Launched launched ->
          live.put(launched.attempt(), new ArrayList<>(List.of(launched)));
      case SpoolEntry.Forgotten(AttemptId attempt) -> live.remove(attempt);
      case SpoolEntry.StopRequested _, SpoolEntry.RankEnded _, SpoolEntry.RendezvousChosen _ ->
          live.computeIfPresent(
              entry.attempt(),
              (_, entries) -> {
                entries.add(entry);
                return entries;
              });
    }
  }

  /** Atomically replaces the file by one with the live entries only. */
  private static Written write(
      Path file, SpoolForm form, SequencedMap<AttemptId, List<SpoolEntry>> live)
      throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    FileChannel written =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    long size = 0;
    for (List<SpoolEntry> entries : live.values()) {
      byte[] lines = encode(form, entries);
      writeFully(written, lines, size);
      size += lines.length;
    }
    written.force(true);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel folder = FileChannel.open(folder(file), StandardOpenOption.READ)) {
      folder.force(true);
    }
    return new Written(written, size);
  }

  /** Applies the complete lines; the first incomplete one is after everything that was forced. */
  private static void replay(
      Path file, SpoolForm form, SequencedMap<AttemptId, List<SpoolEntry>> live)
      throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int octet = in.read(); octet >= 0; octet = in.read()) {
        if (octet != '\n') {
          line.write(octet);
          continue;
        }
        apply(form.read(line.toByteArray()), live);
        line.reset();
      }
    } catch (WireException e) {
      LOG.log(Level.WARNING, "dropped the incomplete end of {0}: {1}", file, e.getMessage());
    }
  }

  private static Path folder(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a parent folder");
  }

  private static byte[] encode(SpoolForm form, List<SpoolEntry> entries) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream(512);
    for (SpoolEntry entry : entries) {
      lines.writeBytes(form.write(entry));
      lines.write('\n');
    }
    return lines.toByteArray();
  }

  private static void writeFully(FileChannel channel, byte[] bytes, long position)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer, position + buffer.position());
    }
  }

  @Override
  public synchronized void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
