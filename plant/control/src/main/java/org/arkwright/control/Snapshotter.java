package org.arkwright.control;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.arkwright.journal.Journal;
import org.arkwright.journal.JournalReader;
import org.arkwright.thread.OneShots;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves snapshots on a dedicated thread. It rebuilds the state from the journal, as a recovery
 * would, so the writer neither stops nor copies anything; the cost is a second state in memory
 * while it works.
 */
public final class Snapshotter implements AutoCloseable {
  /** The default number of entries between two snapshots. */
  public static final long EVERY_DEFAULT = 50_000;

  private static final Logger log = LoggerFactory.getLogger(Snapshotter.class);

  private final Journal journal;
  private final long every;
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("arkwright-snapshots").daemon().factory());
  private final OneShots saving = OneShots.of("arkwright-snapshots", background);
  private long next;
  private volatile boolean missing;

  /**
   * @param base the number of the last readable snapshot; 0 when there is none
   * @param every the least number of entries between two snapshots
   */
  public Snapshotter(Journal journal, long base, long every) {
    this.journal = journal;
    this.every = every;
    this.next = base + every;
  }

  /** Saves a snapshot of all entries. Blocks; one thread at a time. */
  public static void save(Journal journal) {
    Recovery recovery = Recovery.of(journal);
    journal.saveSnapshot(
        new JournalReader.Snapshot(
            recovery.number(), SnapshotForm.write(recovery.state().image())));
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
      save(journal);
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
