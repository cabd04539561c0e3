package org.arkwright.gateway.usage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.arkwright.file.WholeFile;
import org.arkwright.gateway.usage.SetAside.Unbookable;
import org.arkwright.model.unit.Backoff;
import org.arkwright.thread.ServiceThread;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A spool that keeps finished requests on disk until the ledger has each exactly once.
 *
 * <p>A batch is a file, and the file's number is the batch's sequence: the ledger gets the content
 * at the time of closing, however often it is handed over. A file that a killed process left open
 * is closed as it is. The next file always exists before one is deleted, so numbers never repeat;
 * and each folder has its own source id, so a lost folder causes no repetition either.
 *
 * <p>A record that cannot be booked is put aside, in the folder {@value #ASIDE}, and those after it
 * go on. Nothing that a record holds ends the thread.
 */
public final class UsageSpool implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(UsageSpool.class);
  private static final int SEGMENT_BYTES = 1 << 20;
  private static final String ASIDE = "aside";
  private static final String EXTENSION = ".spool";
  private static final long TAKE_TIMEOUT_SECONDS = 30;
  private static final Backoff RETRIES = Backoff.ofMillis(500, 30_000);
  private static final long CLOSE_MILLIS = 1000;

  private final Path folder;
  private final UsageSink sink;
  private final String source;
  private final long gatherMillis;
  private final NavigableMap<Long, Path> closed;
  private final ServiceThread thread;
  private final SetAside aside;
  private final Object lock = new Object();
  private long openNumber;
  private SpoolSegment open;
  private @Nullable SpoolSegment spare;
  private boolean preparing;
  private boolean stopping;

  private UsageSpool(
      Path folder,
      UsageSink sink,
      long gatherMillis,
      String source,
      NavigableMap<Long, Path> closed,
      SpoolSegment open) {
    this.folder = folder;
    this.sink = sink;
    this.gatherMillis = gatherMillis;
    this.source = source;
    this.closed = closed;
    this.openNumber = closed.isEmpty() ? 1 : closed.lastKey() + 1;
    this.open = open;
    this.aside = new SetAside(folder.resolve(ASIDE));
    this.thread = ServiceThread.of("arkwright-usage", this::run);
  }

  /**
   * Opens the folder and starts handing over what an earlier process left.
   *
   * @param gatherMillis how long requests are gathered before they are handed over together
   */
  public static UsageSpool open(Path folder, UsageSink sink, long gatherMillis) throws IOException {
    Files.createDirectories(folder);
    NavigableMap<Long, Path> closed = closedIn(folder);
    long next = closed.isEmpty() ? 1 : closed.lastKey() + 1;
    UsageSpool spool =
        new UsageSpool(
            folder,
            sink,
            gatherMillis,
            source(folder.resolve("source")),
            closed,
            SpoolSegment.create(file(folder, next), SEGMENT_BYTES));
    var _ = spool.thread.start();
    return spool;
  }

  /** Stores a request; when this returns, it survives the death of the process. Any thread. */
  public void add(FinishedRequest request) {
    byte[] record = SpooledRequestForm.bytes(request);
    synchronized (lock) {
      if (!open.add(record)) {
        rollOver();
        if (!open.add(record)) {
          throw new IllegalStateException(
              "a record of %d bytes does not fit into a spool file".formatted(record.length));
        }
      }
    }
  }

  /**
   * Closes the open file and opens the next, under the lock. The next file was prepared ahead,
   * because creating one waits for the disk, unless records arrive faster than files.
   */
  private void rollOver() {
    awaitPrepared();
    SpoolSegment next = spare == null ? create(openNumber + 1) : spare;
    spare = null;
    closed.put(openNumber, open.file());
    openNumber++;
    open = next;
    lock.notifyAll();
  }

  private SpoolSegment create(long number) {
    try {
      return SpoolSegment.create(file(number), SEGMENT_BYTES);
    } catch (IOException e) {
      throw new IllegalStateException("cannot store usage: " + e.getMessage(), e);
    }
  }

  /** Creates the next file ahead of time. Only the spool's thread does this. */
  private void prepare() {
    long number;
    synchronized (lock) {
      if (spare != null || stopping) {
        return;
      }
      preparing = true;
      number = openNumber + 1;
    }
    SpoolSegment created = null;
    try {
      created = create(number);
    } finally {
      synchronized (lock) {
        spare = created;
        preparing = false;
        lock.notifyAll();
      }
    }
  }

  private void awaitPrepared() {
    boolean interrupted = false;
    while (preparing) {
      try {
        lock.wait();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** A fault of ours must not end all metering: the files stay, and this is called again. */
  private void run() throws InterruptedException {
    prepareQuietly();
    while (handOver()) {
      gather();
      // Before the hand-over, which may take the ledger long.
      prepareQuietly();
    }
  }

  /** What keeps usage from being handed over, if anything does. Any thread. */
  public Optional<String> trouble() {
    return thread.trouble();
  }

  private void prepareQuietly() {
    try {
      prepare();
    } catch (IllegalStateException e) {
      log.warn("Cannot prepare the next spool file: {}", e.getMessage());
    }
  }

  private void gather() throws InterruptedException {
    SpoolSegment gathered;
    synchronized (lock) {
      pause(gatherMillis, () -> stopping || !closed.isEmpty());
      // Without a next file, the open one stays in use; when stopping, there is no time to wait.
      if (open.isEmpty() || (spare == null && !stopping)) {
        return;
      }
      gathered = open;
      rollOver();
    }
    // Only now, with no writers: writing to a page while it goes to disk waits for the disk.
    gathered.force();
  }

  /** Waits, under the lock, until the time is over or the condition holds. */
  private void pause(long millis, BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    long remaining = millis;
    while (remaining > 0 && !condition.getAsBoolean()) {
      lock.wait(remaining);
      remaining = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
    }
  }

  /** Hands over all closed files in order; returns false when the spool is stopping and done. */
  private boolean handOver() throws InterruptedException {
    int failures = 0;
    while (true) {
      long number;
      Path file;
      synchronized (lock) {
        if (closed.isEmpty()) {
          return !(stopping && open.isEmpty());
        }
        number = closed.firstKey();
        file = closed.firstEntry().getValue();
      }
      if (!handedOver(number, file)) {
        synchronized (lock) {
          if (stopping) {
            return false;
          }
          failures++;
          Duration wait = RETRIES.after(failures, ThreadLocalRandom.current());
          pause(wait.toMillis(), () -> stopping);
        }
        continue;
      }
      failures = 0;
      synchronized (lock) {
        closed.remove(number);
      }
    }
  }

  private boolean handedOver(long number, Path file) throws InterruptedException {
    List<byte[]> records = List.of();
    List<Unbookable> unbookable = new ArrayList<>();
    try {
      records = SpoolSegment.read(file);
      List<FinishedRequest> requests = bookable(records, unbookable);
      putAside(number, unbookable);
      if (!requests.isEmpty()) {
        var _ = sink.take(source, number, requests).get(TAKE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
      }
      Files.delete(file);
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnbookableException refused) {
        return allAside(number, file, records, String.valueOf(refused.getMessage()));
      }
      log.warn("The usage in {} is not handed over yet: {}", file, e.getMessage());
      return false;
    } catch (IllegalArgumentException e) {
      return allAside(number, file, records, String.valueOf(e.getMessage()));
    } catch (IOException | TimeoutException e) {
      log.warn("The usage in {} is not handed over yet: {}", file, e.getMessage());
      return false;
    }
  }

  private static List<FinishedRequest> bookable(List<byte[]> records, List<Unbookable> unbookable) {
    List<FinishedRequest> requests = new ArrayList<>();
    for (byte[] record : records) {
      try {
        requests.add(SpooledRequestForm.read(record));
      } catch (IllegalArgumentException e) {
        unbookable.add(unbookable(record, String.valueOf(e.getMessage())));
      }
    }
    return requests;
  }

  private static Unbookable unbookable(byte[] record, String reason) {
    return new Unbookable(new String(record, StandardCharsets.UTF_8), reason);
  }

  private void putAside(long number, List<Unbookable> unbookable) throws IOException {
    if (!unbookable.isEmpty()) {
      aside.keep(number, unbookable);
      log.warn(
          "{} records of usage cannot be booked and are put aside in {}; the first: {}",
          unbookable.size(),
          folder.resolve(ASIDE),
          unbookable.getFirst().reason());
    }
  }

  private boolean allAside(long number, Path file, List<byte[]> records, String reason) {
    try {
      putAside(number, records.stream().map(record -> unbookable(record, reason)).toList());
      Files.delete(file);
      return true;
    } catch (IOException e) {
      log.warn("The usage in {} can be neither booked nor put aside: {}", file, e.getMessage());
      return false;
    }
  }

  /** How many records were put aside because they cannot be booked, in all. */
  public long putAside() throws IOException {
    return aside.count();
  }

  private static NavigableMap<Long, Path> closedIn(Path folder) throws IOException {
    NavigableMap<Long, Path> closed = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(file -> file.getFileName().toString().matches("[0-9]{12}" + EXTENSION))
          .forEach(file ->
              closed.put(Long.parseLong(file.getFileName().toString().substring(0, 12)), file));
    }
    return closed;
  }

  private Path file(long number) {
    return file(folder, number);
  }

  private static Path file(Path folder, long number) {
    return folder.resolve("%012d%s".formatted(number, EXTENSION));
  }

  private static String source(Path file) throws IOException {
    if (!Files.exists(file)) {
      // Durable before the first file is numbered: a source that was lost would let numbers repeat.
      WholeFile.replace(file, ("gateway-" + UUID.randomUUID()).getBytes(StandardCharsets.UTF_8));
    }
    return Files.readString(file);
  }

  /** Hands over as much as the sink takes within a second, then stops. */
  @Override
  public void close() {
    synchronized (lock) {
      stopping = true;
      lock.notifyAll();
    }
    try {
      var _ = thread.join(Duration.ofMillis(CLOSE_MILLIS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    thread.interrupt();
    synchronized (lock) {
      open.force();
    }
  }
}
