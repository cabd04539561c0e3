package org.arkwright.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.arkwright.kernel.Kernel;
import org.arkwright.kernel.rule.Decision;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.Request;
import org.arkwright.model.UsageEvent;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.Isolation;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.job.RestartPolicy;
import org.arkwright.model.job.Topology;
import org.arkwright.model.job.Work;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.site.Sites;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Money;
import org.arkwright.model.unit.Share;
import org.arkwright.scheduler.Scheduler;
import org.arkwright.scheduler.cycle.Cycle;

/**
 * A full fleet of nodes with eight devices, and a queue of gangs of 48 shapes in eight projects.
 * Equal on every machine. Not thread-safe.
 */
final class BusyFleet {
  private static final int DEVICES_PER_NODE = 8;
  private static final int PROJECTS = 8;
  private static final String RENTED = "rented";
  private static final int[] DEVICES = {1, 1, 1, 2, 4, 8};
  private static final int[] CPUS = {4, 6, 8, 10};

  private final State state = new State();
  private final SplittableRandom random = new SplittableRandom(2026);
  private final List<JobId> running = new ArrayList<>();
  private long now = 1_000_000_000L;
  private long lastId;

  /**
   * Creates and fills the fleet.
   *
   * @param pending number of gangs queued afterwards
   * @param rented whether a tenth of the nodes is a second, rented site
   */
  BusyFleet(int devices, int pending, boolean rented) {
    if (rented) {
      twoSites();
    }
    for (int node = 0; node < devices / DEVICES_PER_NODE; node++) {
      apply(new Event.NodeJoined(node(node), now));
    }
    Scheduler scheduler = new Scheduler();
    int started = 1;
    while (started > 0) {
      submit(Math.max(1, Math.min(pending, devices / 8)));
      started = carryOut(plan(scheduler));
    }
    submit(pending - queued());
  }

  /** Plans a cycle without changing the fleet. */
  Cycle plan(Scheduler scheduler) {
    return scheduler.plan(state, now, random);
  }

  /** Ends the given number of running jobs, and submits as many. */
  void change(int jobs) {
    for (int end = 0; end < jobs && !running.isEmpty(); end++) {
      int chosen = random.nextInt(running.size());
      JobId ended = running.get(chosen);
      running.set(chosen, running.getLast());
      running.removeLast();
      apply(new Event.JobSucceeded(ended, now));
    }
    submit(jobs);
  }

  private void twoSites() {
    SiteSettings home = SiteSettings.DEFAULT;
    Site like = Site.home(home);
    Site rented =
        new Site(
            RENTED,
            new SiteSettings.Prices(
                new TreeMap<>(Map.of(SiteSettings.OTHER, Money.of("6"))),
                Money.ZERO,
                Money.ZERO,
                Money.ZERO,
                Money.ZERO),
            like.pue(),
            like.carbonPerKilowattHour(),
            Money.ZERO,
            Optional.empty(),
            List.of(),
            like.quota(),
            Optional.empty());
    Sites sites = new Sites(Money.of("3"), new TreeMap<>(), List.of(rented));
    apply(new UsageEvent.SiteSet(home.withSites(sites), now));
  }

  /** Carries out the plan of a cycle, and returns the number of events. */
  int carryOut(Cycle cycle) {
    now += 1_000_000;
    if (!(Kernel.decide(
            state, Request.of(new Command.ApplyPlan(cycle.plan()), PrincipalId.SCHEDULER), now)
        instanceof Decision.Accepted(List<Event> events))) {
      throw new IllegalStateException("a plan is never refused");
    }
    for (Event event : events) {
      apply(event);
      if (event instanceof Event.AttemptStarted start) {
        apply(new Event.AttemptRunning(start.attempt(), now));
        running.add(start.attempt().job());
      }
    }
    return events.size();
  }

  private void submit(int count) {
    for (int i = 0; i < count; i++) {
      JobId id = new JobId(++lastId);
      apply(new Event.JobSubmitted(id, spec("job-" + lastId), "bench", Optional.empty(), ++now));
    }
  }

  private int queued() {
    return state.jobs().size() - running.size();
  }

  private void apply(Event event) {
    Kernel.apply(state, event);
  }

  private JobSpec spec(String name) {
    int count = DEVICES[random.nextInt(DEVICES.length)];
    int share = count == 1 && random.nextBoolean() ? 500 : 1000;
    long cpuMillis = 1000L * CPUS[random.nextInt(CPUS.length)] * count;
    DeviceRequest request =
        new DeviceRequest(Optional.empty(), Bytes.ZERO, count, new Share(share));
    boolean whole = count == 8 && random.nextBoolean();
    return new JobSpec(
        name,
        new ProjectName("project-" + random.nextInt(PROJECTS)),
        new TreeMap<>(),
        new JobSpec.Gang(
            whole ? 4 : 1,
            new RankResources(cpuMillis, Bytes.ofGibibytes(16L * count), Optional.of(request)),
            whole ? Topology.SPREAD : Topology.ANY),
        new JobSpec.Execution(
            new Work.Command(List.of("/bin/true")),
            new TreeMap<>(),
            Optional.empty(),
            Isolation.PROCESS,
            RestartPolicy.DEFAULT,
            Optional.empty(),
            Duration.ofSeconds(10)),
        new JobSpec.Scheduling(
            random.nextInt(2),
            false,
            random.nextBoolean() ? Optional.of(Duration.ofHours(1)) : Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        Optional.empty());
  }

  private static NodeSpec node(int number) {
    List<Device> devices = new ArrayList<>();
    for (int i = 0; i < DEVICES_PER_NODE; i++) {
      devices.add(
          new Device(
              i,
              number % 4 == 0 ? "a100" : "h100",
              "nvidia",
              Bytes.ofGibibytes(80),
              Optional.empty(),
              Optional.empty(),
              Optional.of("nvlink")));
    }
    return new NodeSpec(
        new NodeId(number % 10 == 9 ? RENTED : Site.HOME, "node-%06d".formatted(number)),
        96_000,
        Bytes.ofGibibytes(1024),
        devices,
        TopologyPath.UNKNOWN,
        new TreeMap<>(),
        List.of());
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d nodes, %,d jobs run, %,d wait",
        state.nodes().size(),
        running.size(),
        queued());
  }
}
