package org.arkwright.worker.supervise;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.arkwright.model.id.AttemptId;
import org.arkwright.worker.rank.ProcessGroups;
import org.arkwright.worker.rank.ProcessStat;
import org.arkwright.worker.rank.RankIsolations;
import org.arkwright.worker.spool.RankRecords;
import org.arkwright.worker.spool.RankRecords.Leftover;

/**
 * Ends and removes what attempts left that no worker of this home runs any more: launchers and what
 * is in their process groups, control groups, records and folders. A process is signalled only if
 * its record is of this home, it started when the record says, and its arguments name that record.
 */
final class LeftoverSweep {
  private static final Logger LOG = System.getLogger(LeftoverSweep.class.getName());

  /** Removes the folders of an attempt. */
  @FunctionalInterface
  interface Folders {
    void clear(AttemptId attempt) throws IOException;
  }

  private final RankRecords records;
  private final Folders folders;
  private final RankIsolations isolations;
  private final Supplier<Set<AttemptId>> live;

  /**
   * @param live the attempts of this worker; asked after what exists was listed, so that what an
   *     attempt began meanwhile is never taken for a leftover
   */
  LeftoverSweep(
      RankRecords records,
      Folders folders,
      RankIsolations isolations,
      Supplier<Set<AttemptId>> live) {
    this.records = records;
    this.folders = folders;
    this.isolations = isolations;
    this.live = live;
  }

  /** Sweeps, and logs what there was. A failure leaves the rest to the next time. */
  void run() {
    try {
      List<Leftover> found = records.leftovers();
      Set<AttemptId> owners = live.get();
      Set<AttemptId> swept = new TreeSet<>();
      int killed = 0;
      for (Leftover leftover : found) {
        if (!owners.contains(leftover.attempt())) {
          killed += end(leftover) ? 1 : 0;
          swept.add(leftover.attempt());
          Files.deleteIfExists(leftover.file());
        }
      }
      int groups = isolations.sweep(live);
      for (AttemptId attempt : swept) {
        folders.clear(attempt);
      }
      if (!swept.isEmpty() || groups > 0) {
        LOG.log(
            Level.INFO,
            "swept what ended attempts left: {0} launchers, {1} control groups, records and folders"
                + " of {2}",
            killed,
            groups,
            swept);
      }
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.WARNING, "could not sweep what ended attempts left", e);
    }
  }

  private static boolean end(Leftover leftover) throws IOException {
    if (leftover.record().isEmpty()) {
      return false;
    }
    long pid = leftover.record().get().pid();
    boolean ours =
        ProcessStat.isAlive(pid, leftover.record().get().startTime())
            && ProcessStat.of(pid).filter(stat -> stat.group() == pid).isPresent()
            && arguments(pid).contains(leftover.file().toString());
    if (ours) {
      ProcessGroups.kill(List.of(pid));
    }
    return ours;
  }

  private static List<String> arguments(long pid) {
    try {
      Path file = Path.of("/proc", Long.toString(pid), "cmdline");
      return List.of(Files.readString(file, StandardCharsets.UTF_8).split("\0", -1));
    } catch (IOException _) {
      return List.of();
    }
  }
}
