package org.arkwright.worker.supervise;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.arkwright.thread.RepeatedTask;
import org.arkwright.worker.device.EnergyMeter;
import org.arkwright.worker.rank.RankIsolations;
import org.arkwright.worker.spool.Spool;

/**
 * What a supervisor does again and again.
 *
 * @param timer its one thread must not be held for long
 * @param ends runs what takes longer
 * @param adopted looks whether adopted ranks have ended
 * @param spool tells the next worker until when this one was there
 */
record Upkeep(
    ScheduledExecutorService timer,
    Executor ends,
    Runnable adopted,
    LeftoverSweep sweep,
    RankIsolations isolations,
    EnergyMeter meter,
    Spool spool) {
  private static final Duration ADOPTED = Duration.ofMillis(50);
  private static final Duration LIMITS = Duration.ofSeconds(1);
  private static final Duration METER = Duration.ofSeconds(20);
  private static final Duration PRESENCE = Duration.ofSeconds(5);
  private static final Duration SWEEP = Duration.ofMinutes(60);

  /** Begins, until the timer is shut down. */
  void begin() {
    repeat("the look at adopted ranks", ADOPTED, Duration.ZERO, adopted);
    repeat("the removal of limits", LIMITS, LIMITS, isolations::removePending);
    repeat("the energy meter", METER, METER, meter::sample);
    repeat("the sign of life", PRESENCE, PRESENCE, () -> ends.execute(spool::touch));
    repeat("the look for leftovers of ranks", SWEEP, Duration.ZERO, () -> ends.execute(sweep::run));
  }

  private void repeat(String name, Duration every, Duration first, Runnable task) {
    var _ =
        timer.scheduleWithFixedDelay(
            RepeatedTask.of(name, every, task),
            first.toMillis(),
            every.toMillis(),
            TimeUnit.MILLISECONDS);
  }
}
