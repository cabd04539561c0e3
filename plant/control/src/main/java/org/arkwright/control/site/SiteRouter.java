package org.arkwright.control.site;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.arkwright.engine.Engine;
import org.arkwright.engine.Launch;
import org.arkwright.model.Command;
import org.arkwright.model.Command.Observation;
import org.arkwright.model.Event;
import org.arkwright.model.id.AttemptId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine that sends each attempt to the engine of its site. Every site is called on a thread of
 * its own: one that hangs in a call holds up neither the controller nor another site, is named in
 * {@link #trouble}, and is left behind when the server stops.
 *
 * <p>An attempt of a site that there is no engine for any more has lost its nodes, or is declined
 * if it had none yet.
 */
public final class SiteRouter implements Engine {
  private static final Logger log = LoggerFactory.getLogger(SiteRouter.class);
  private static final Duration CLOSE_MAX = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration RETRY = Duration.ofHours(1);

  private final SortedMap<String, SiteLane> lanes = new TreeMap<>();
  private final SortedMap<String, Engine> engines;
  private final Duration closeMax;
  private final Map<AttemptId, SiteLane> sites = new ConcurrentHashMap<>();
  private volatile Observer observer =
      _ -> CompletableFuture.failedStage(new IllegalStateException("not started"));
  private volatile Optional<Served> served = Optional.empty();

  /** What {@link #serve} was called with. */
  private record Served(Event.ServerStarted start, long knownNanos) {}

  /**
   * Creates a router that does nothing until it is started.
   *
   * @param engines the engine of each site, by the site's name
   */
  public SiteRouter(SortedMap<String, Engine> engines) {
    this(engines, PATIENCE, CLOSE_MAX);
  }

  /**
   * Creates a router.
   *
   * @param patience how long a call may take before {@link #trouble} names the site
   * @param closeMax how long {@link #close} waits for all sites together
   */
  SiteRouter(SortedMap<String, Engine> engines, Duration patience, Duration closeMax) {
    this.engines = new TreeMap<>(engines);
    this.closeMax = closeMax;
    engines.forEach((site, engine) -> lanes.put(site, new SiteLane(site, engine, patience)));
  }

  @Override
  public void serve(Event.ServerStarted start, long knownNanos) {
    served = Optional.of(new Served(start, knownNanos));
  }

  /** Starts the engines, each on its site's thread; every one gets all that are live. */
  @Override
  public void start(Observer receiver, Collection<AttemptId> live) {
    observer = receiver;
    List<AttemptId> known = List.copyOf(live);
    engines.forEach((site, engine) -> {
      SiteLane lane = lanes.get(site);
      if (lane != null) {
        lane.start(() -> {
          served.ifPresent(by -> engine.serve(by.start, by.knownNanos));
          engine.start(receiver, known);
        });
      }
    });
  }

  @Override
  public void launch(Launch launch) {
    SiteLane lane = lanes.get(launch.site());
    if (lane == null) {
      lose(launch);
      return;
    }
    sites.put(launch.attempt(), lane);
    lane.launch(launch);
  }

  private void lose(Launch launch) {
    log.warn(
        "There is no site {} any more: {} has lost its nodes", launch.site(), launch.attempt());
    List<Observation> losses = new ArrayList<>();
    launch
        .allocated()
        .ifPresentOrElse(
            held -> held.nodes().forEach(node -> losses.add(new Command.LoseNode(node))),
            () ->
                losses.add(
                    new Command.ReportAttemptDeclined(
                        launch.attempt(), "there is no such site any more", RETRY)));
    var _ = observer.observe(losses);
  }

  @Override
  public void stop(AttemptId attempt, Duration grace) {
    lanesOf(attempt).forEach(lane -> lane.stop(attempt, grace));
  }

  @Override
  public void forget(AttemptId attempt) {
    lanesOf(attempt).forEach(lane -> lane.forget(attempt));
    sites.remove(attempt);
  }

  /** The lane of an attempt's site, or all while nobody has said which that is. */
  private Collection<SiteLane> lanesOf(AttemptId attempt) {
    SiteLane known = sites.get(attempt);
    return known != null ? List.of(known) : lanes.values();
  }

  @Override
  public Optional<String> trouble() {
    return lanes.values().stream().flatMap(lane -> lane.trouble().stream()).findFirst();
  }

  /** The number of attempts about which a site's engine is still to be called. */
  int waiting(String site) {
    SiteLane lane = lanes.get(site);
    return lane == null ? 0 : lane.waiting();
  }

  /** Closes all engines at once; one that does not return is left behind, with its thread. */
  @Override
  public void close() {
    Map<SiteLane, Thread> closing = new LinkedHashMap<>();
    for (SiteLane lane : lanes.values()) {
      closing.put(
          lane, Thread.ofPlatform().name("close-" + lane.site()).daemon().start(lane::close));
    }
    long until = System.nanoTime() + closeMax.toNanos();
    closing.forEach((lane, thread) -> {
      try {
        Duration left = Duration.ofNanos(Math.max(1, until - System.nanoTime()));
        if (!thread.join(left)) {
          log.warn("Site {} does not close, and is left behind", lane.site());
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    });
  }
}
