package org.arkwright.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.arkwright.model.Command;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.protocol.NumberedObservation;
import org.arkwright.protocol.Order;
import org.arkwright.ranklog.RankLogs;
import org.arkwright.worker.device.EnergyMeter;
import org.arkwright.worker.rank.MeetingPoints;
import org.arkwright.worker.rank.MountFolders;
import org.arkwright.worker.rank.RankIsolation;
import org.arkwright.worker.rank.RankIsolations;
import org.arkwright.worker.rank.RankSpawner;
import org.arkwright.worker.spool.RankRecords;
import org.arkwright.worker.spool.Spool;
import org.arkwright.worker.supervise.LogDelivery;
import org.arkwright.worker.supervise.Outbox;
import org.arkwright.worker.supervise.Supervisor;

/**
 * A supervisor over real processes, in the process of the test. Another on the same folder is the
 * next worker: it finds what this one left, as after a crash, for ranks go on when it is closed.
 */
public final class SupervisedNode implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 30_000;

  public final NodeSpec spec = Launches.NODE;

  public final Outbox outbox = new Outbox();
  public final RankRecords records;
  public final Supervisor supervisor;
  private final Semaphore prepared = new Semaphore(0);
  private final Path folder;
  private final RankLogs logs;
  private final EnergyMeter meter;
  private final Spool spool;

  /** Opens a supervisor, which has recovered, in some boot of the machine. */
  public SupervisedNode(Path folder, String boot) throws IOException {
    this.folder = folder;
    Path home = Files.createDirectories(folder.resolve("worker"));
    Path work = Files.createDirectories(folder.resolve("work"));
    records = RankRecords.open(home.resolve("ranks"));
    logs = new RankLogs(folder.resolve("logs"));
    MountFolders mounts = MountFolders.in(work);
    meter = EnergyMeter.open(folder.resolve("no-counters"), "none", List.of());
    spool = Spool.open(home.resolve("spool"), spec.site());
    supervisor =
        new Supervisor(
            spool,
            records,
            new RankSpawner(
                home,
                work,
                UUID.randomUUID().toString(),
                records,
                logs,
                mounts,
                spec,
                (_, _) -> {},
                _ -> new TreeMap<>()),
            new Prepared(),
            mounts,
            new MeetingPoints(spec),
            LogDelivery.SHARED,
            outbox,
            meter,
            boot);
    supervisor.recover();
  }

  public void carryOut(Order... orders) throws IOException {
    supervisor.carryOut(List.of(orders));
  }

  /** Waits for the next observation, and takes it. */
  public Command.Observation next() throws InterruptedException {
    List<NumberedObservation> next = outbox.await(1, PATIENCE_MILLIS);
    if (next.isEmpty()) {
      throw new AssertionError("nothing is reported");
    }
    outbox.acknowledge(next.getFirst().number());
    return next.getFirst().observation().orElseThrow();
  }

  /** Waits for the start of a rank, and returns its process. */
  public long started(AttemptId attempt, int rank) throws InterruptedException {
    Command.Observation next = next();
    if (next instanceof Command.ReportRankStarted(AttemptId of, int number, long pid)
        && of.equals(attempt)
        && number == rank) {
      return pid;
    }
    throw new AssertionError("expected a start, found " + next);
  }

  /** Waits for the end of a rank. */
  public Command.ReportRankEnded ended(AttemptId attempt, int rank) throws InterruptedException {
    Command.Observation next = next();
    if (next instanceof Command.ReportRankEnded ended
        && ended.attempt().equals(attempt)
        && ended.rank() == rank) {
      return ended;
    }
    throw new AssertionError("expected an end, found " + next);
  }

  /** Waits until the folders of an attempt are made, which is the last before its ranks start. */
  public void awaitPrepared() throws InterruptedException {
    if (!prepared.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
      throw new AssertionError("nothing is prepared");
    }
  }

  /** What a rank has written. */
  public String output(AttemptId attempt, int rank) throws IOException {
    return Files.readString(logs.file(attempt, rank));
  }

  /** The folder that an attempt's ranks work in. */
  public Path work(AttemptId attempt) {
    return folder.resolve("work").resolve(attempt.toString());
  }

  /** No limits, and word of what is prepared. */
  private final class Prepared implements RankIsolations {
    @Override
    public void grant(Order.Launch launch) {
      prepared.release();
    }

    @Override
    public RankIsolation open(AttemptId attempt, int rank, JobSpec of) {
      return new Unlimited();
    }

    @Override
    public RankIsolation adopt(AttemptId attempt, int rank, JobSpec of) {
      return new Unlimited();
    }
  }

  @Override
  public void close() {
    supervisor.close();
    spool.close();
    meter.close();
  }
}
