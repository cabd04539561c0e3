package org.arkwright.control;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.arkwright.journal.Journal;
import org.arkwright.journal.JournalReader;
import org.arkwright.kernel.state.StateImage;
import org.arkwright.thread.OneShots;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves snapshots on a dedicated thread, of the state that readers see: the writer neither stops
 * nor copies anything, and no event is folded once more.
 */
public final class Snapshotter implements AutoCloseable {
  /** The default number of entries between two snapshots. */
  public static final long EVERY_DEFAULT = 50_000;

  private static final Logger log = LoggerFactory.getLogger(Snapshotter.class);

  private final Journal journal;
  private final StateReader reader;
  private final long every;
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("arkwright-snapshots").daemon().factory());
  private final OneShots saving = OneShots.of("arkwright-snapshots", background);
  private long next;
  private volatile boolean missing;

  /** The state at a position. */
  private record Seen(long number, StateImage image) {}

  /**
   * @param reader follows the journal; closed after this
   * @param base the number of the last readable snapshot; 0 when there is none
   * @param every the least number of entries between two snapshots
   */
  public Snapshotter(Journal journal, StateReader reader, long base, long every) {
    this.journal = journal;
    this.reader = reader;
    this.every = every;
    this.next = base + every;
  }

  /**
   * Saves a snapshot. Blocks; one thread at a time.
   *
   * @param number the last entry that the image includes, which is durable
   */
  public static void save(Journal journal, long number, StateImage image) {
    journal.saveSnapshot(new JournalReader.Snapshot(number, SnapshotForm.write(image)));
  }

  /** Notes that the journal has grown to this number; called by the writer, returns immediately. */
  void grown(long number) {
    if (number >= next) {
      next = number + every;
      saving.execute(this::saveNow);
    }
  }

  private void saveNow() {
    try {
      Seen seen = reader.ask(now -> new Seen(now.number(), now.state().image())).join();
      save(journal, seen.number, seen.image);
      missing = false;
    } catch (RuntimeException | Error e) {
      missing = true;
      throw e;
    }
  }

  /** Whether the last snapshot could not be saved, so that the next start reads more entries. */
  Optional<String> trouble() {
    return missing
        ? Optional.of("no snapshot could be saved: the next start takes longer; the log says why")
        : Optional.empty();
  }

  /** Waits up to ten seconds for a snapshot that is being saved. */
  @Override
  public void close() {
    background.shutdown();
    try {
      if (!background.awaitTermination(10, TimeUnit.SECONDS)) {
        log.warn("Gave up waiting for a snapshot that takes too long");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
