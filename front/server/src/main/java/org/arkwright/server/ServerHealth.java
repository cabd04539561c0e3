package org.arkwright.server;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.arkwright.control.ControlThread;
import org.arkwright.engine.Engine;
import org.arkwright.projection.Projector;
import org.arkwright.replica.DeploymentController;
import org.arkwright.thread.ProcessHealth;
import org.arkwright.thread.Pulse;
import org.arkwright.tracking.store.TrackingStore;

/**
 * The parts of a server that {@code healthz} asks: whether one fails over and over, and whether all
 * answer.
 */
record ServerHealth(
    ControlThread control,
    Engine engine,
    AnchorKeeper anchor,
    Projector projector,
    TrackingStore tracking,
    DeploymentController deployments,
    Executor background) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Adds the parts, and starts asking those that have to answer. */
  Pulse watch(ProcessHealth health) {
    health.watch(control::trouble);
    health.watch(engine::trouble);
    health.watch(anchor::trouble);
    health.watch(projector::trouble);
    health.watch(tracking::trouble);
    health.watch(deployments::trouble);
    Pulse pulse =
        Pulse.start(
            Map.of(
                "the writer",
                control::beat,
                "the follower",
                () -> control.reader().read(_ -> true),
                "tracking",
                tracking::pulse,
                "background work",
                () -> CompletableFuture.runAsync(() -> {}, background)),
            PATIENCE);
    health.watchAll(pulse::troubles);
    return pulse;
  }
}
