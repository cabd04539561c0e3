package org.arkwright.engine.local;

import java.time.Duration;
import java.util.List;
import org.arkwright.worker.WorkerOptions;

/**
 * What a {@link LocalEngine} is built from.
 *
 * @param workerCommand starts a worker once its own arguments follow: java, flags, class path, main
 *     class
 * @param worker those arguments, for the machine's own node
 * @param rooms the same for each further node on this machine, which says its site
 * @param lease how long the worker keeps its ranks without an answer
 * @param margin how much longer the engine waits before it calls the node lost
 * @param partingLease the lease given when the control plane ends in good order and leaves its jobs
 *     running
 */
public record LocalSettings(
    List<String> workerCommand,
    WorkerOptions worker,
    List<WorkerOptions> rooms,
    Duration lease,
    Duration margin,
    Duration partingLease) {
  /** Long enough for a restart of the control plane, short enough for a node that is gone. */
  public static final Duration LEASE_DEFAULT = Duration.ofSeconds(15);

  public static final Duration MARGIN_DEFAULT = Duration.ofSeconds(3);
  public static final Duration PARTING_LEASE_DEFAULT = Duration.ofDays(30);

  public LocalSettings {
    workerCommand = List.copyOf(workerCommand);
    rooms = List.copyOf(rooms);
  }

  /** The usual periods. */
  public static LocalSettings of(
      List<String> workerCommand, WorkerOptions worker, List<WorkerOptions> rooms) {
    return new LocalSettings(
        workerCommand, worker, rooms, LEASE_DEFAULT, MARGIN_DEFAULT, PARTING_LEASE_DEFAULT);
  }
}
