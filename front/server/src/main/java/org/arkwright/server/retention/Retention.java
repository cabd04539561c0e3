package org.arkwright.server.retention;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.blob.BlobStore;
import org.arkwright.control.StateReader;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.Job;
import org.arkwright.model.unit.Bytes;
import org.arkwright.projection.Projector;
import org.arkwright.ranklog.RankLogs;
import org.arkwright.server.retention.LogSweep.Swept;
import org.arkwright.spec.site.RetentionSettings;
import org.arkwright.thread.ServiceThread;
import org.arkwright.tracking.MetricRetention;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sweeps output, metrics, the history of jobs, the server's messages and what crashes left in the
 * home at the start and every hour, and says in the server's log what went. A failure is logged,
 * and the next sweep tries again.
 */
public final class Retention implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Retention.class);
  private static final Duration INTERVAL = Duration.ofHours(1);

  private static final long SERVER_LOG_BYTES = 64L << 20;

  /** A worker clears up after an attempt long before that. */
  private static final Duration LEFT_ALONE = Duration.ofHours(1);

  /** The folders in which ranks work, which workers share and nobody owns alone. */
  public interface WorkFolders {
    /**
     * Removes what ended attempts left, and returns the number of attempts that left something.
     *
     * @param live whether an attempt may still run
     * @param before what changed later is left alone
     */
    int sweep(Predicate<AttemptId> live, Instant before) throws IOException;
  }

  private final RetentionSettings settings;
  private final StateReader reader;
  private final LogSweep logs;
  private final ServerLogSweep serverLog;
  private final Projector history;
  private final MetricRetention metrics;
  private final WorkFolders work;
  private final ArtifactStore store;
  private final InstantSource clock;
  private final ServiceThread thread = ServiceThread.of("arkwright-retention", this::run);

  public Retention(
      RetentionSettings settings,
      StateReader reader,
      RankLogs logs,
      Path serverLog,
      Projector history,
      MetricRetention metrics,
      WorkFolders work,
      ArtifactStore store,
      InstantSource clock) {
    this.settings = settings;
    this.reader = reader;
    this.logs =
        new LogSweep(logs, settings.logs(), settings.history(), settings.logBytes().value());
    this.serverLog = new ServerLogSweep(serverLog, SERVER_LOG_BYTES);
    this.history = history;
    this.metrics = metrics;
    this.work = work;
    this.store = store;
    this.clock = clock;
  }

  /** Starts sweeping. */
  public Retention start() {
    var _ = thread.start();
    return this;
  }

  /** What keeps things from being swept, if anything does. Any thread. */
  public Optional<String> trouble() {
    return thread.trouble();
  }

  /** Ends the sweeping. */
  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() throws InterruptedException {
    while (true) {
      sweepLeftovers();
      sweep();
      Thread.sleep(INTERVAL);
    }
  }

  private void sweepLeftovers() {
    try {
      Set<AttemptId> live = live();
      int attempts = work.sweep(live::contains, clock.instant().minus(LEFT_ALONE));
      if (attempts > 0) {
        log.info("Swept the folders that {} ended attempts had left in work/", attempts);
      }
      BlobStore.Collected temporary = store.collectTemporary(clock.instant());
      if (temporary.files() > 0) {
        log.info(
            "Swept {} files of broken-off imports, {}",
            temporary.files(),
            new Bytes(temporary.bytes()));
      }
    } catch (IOException | RuntimeException e) {
      log.warn("What crashes left in the home could not be swept: {}", e.toString());
    }
  }

  private void sweep() throws InterruptedException {
    try {
      if (serverLog.sweep()) {
        log.info(
            "Messages before this one are in server.log.1: there were more than {}",
            new Bytes(SERVER_LOG_BYTES));
      }
      Set<AttemptId> live = live();
      Swept swept = logs.sweep(clock.instant(), live::contains);
      if (swept.attempts() > 0) {
        log.info(
            "Removed the output of {} ended attempts, {}: older than {} or beyond {}",
            swept.attempts(),
            new Bytes(swept.bytes()),
            settings.logs(),
            settings.logBytes());
      }
      long points =
          metrics.sweep(clock.instant().minus(settings.metrics()), settings.metricPoints()).get();
      if (points > 0) {
        log.info(
            "Removed {} values by step of ended runs: older than {} or beyond {}",
            points,
            settings.metrics(),
            settings.metricPoints());
      }
      int jobs =
          history.sweep(clock.instant(), settings.history(), settings.historyBytes().value()).get();
      if (jobs > 0) {
        log.info(
            "Removed {} ended jobs from the lists: older than {} or beyond {}",
            jobs,
            settings.history(),
            settings.historyBytes());
      }
    } catch (IOException | ExecutionException | RuntimeException e) {
      log.warn("What is kept for a time could not be swept: {}", e.toString());
    }
  }

  /** The attempts that may still write; asked before the folders are read. */
  private Set<AttemptId> live() {
    try {
      return reader
          .read(state ->
              state.jobs().stream()
                  .map(Job::state)
                  .flatMap(jobState -> jobState.liveAttempt().stream())
                  .map(attempt -> attempt.id())
                  .collect(Collectors.toUnmodifiableSet()))
          .join();
    } catch (CompletionException e) {
      throw new IllegalStateException("the reader plane does not answer", e);
    }
  }
}
