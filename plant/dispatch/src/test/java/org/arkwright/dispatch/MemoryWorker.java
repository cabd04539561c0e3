package org.arkwright.dispatch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.arkwright.model.Command;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.Work;
import org.arkwright.model.node.Capability;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.protocol.Complaints;
import org.arkwright.protocol.NumberedObservation;
import org.arkwright.protocol.NumberedOrder;
import org.arkwright.protocol.Order;
import org.arkwright.protocol.Protocol;
import org.arkwright.protocol.ProtocolForm;
import org.arkwright.protocol.RefusedOrder;
import org.arkwright.protocol.Registration;
import org.arkwright.protocol.RendezvousPoint;
import org.arkwright.protocol.RendezvousReady;
import org.arkwright.protocol.SyncRequest;
import org.arkwright.protocol.SyncResponse;

/**
 * A worker without processes, that speaks the real protocol, as bytes, to an engine of the same
 * JVM. What a real worker keeps on disk survives its {@link #restart}.
 */
@SuppressWarnings("JdkObsolete") // A log that one thread reads while another writes it.
final class MemoryWorker implements AutoCloseable {
  private static final Set<String> PROGRAMS = Set.of("sh", "true", "sleep");
  private static final long POLL_MILLIS = 50;

  private final WorkerExchange exchange;
  private final WorkerId id;
  private final NodeSpec node;
  private final Optional<AttemptId> broughtFor;
  private final ProtocolForm form = new ProtocolForm();

  /** Its disk: the attempts, their ends, where they meet, and the ranks' logs. */
  private final Map<AttemptId, Kept> disk = new LinkedHashMap<>();

  private final Map<String, StringBuffer> logs = new ConcurrentHashMap<>();
  private final Map<String, ScriptedRank> running = new ConcurrentHashMap<>();
  private final List<NumberedObservation> outbox = new ArrayList<>();
  private final List<Kept> launched = new ArrayList<>();
  private List<RefusedOrder> refused = List.of();
  private String incarnation = "";
  private long reported;
  private long carriedOut;
  private boolean registered;
  private int ports = 4_000;
  private volatile Thread thread = new Thread();
  private volatile boolean silent;
  private volatile boolean ended;

  /** How its identity, versions and messages differ from those of a proper worker. */
  volatile String identity = UUID.randomUUID().toString();

  volatile int version = Protocol.VERSION;
  volatile UnaryOperator<byte[]> sending = bytes -> bytes;
  volatile UnaryOperator<byte[]> receiving = bytes -> bytes;
  volatile Optional<String> trouble = Optional.empty();

  /** How long it waits for orders each time. */
  volatile long pollMillis = POLL_MILLIS;

  /** What it was told, in order: for assertions. */
  final List<Order> orders = new CopyOnWriteArrayList<>();

  final List<String> refusals = new CopyOnWriteArrayList<>();

  private static final class Kept {
    private final Order.Launch launch;
    private final Map<Integer, RankExit> ends = new HashMap<>();
    private Optional<RendezvousPoint> point = Optional.empty();
    private boolean stopped;

    Kept(Order.Launch launch) {
      this.launch = launch;
    }
  }

  MemoryWorker(
      WorkerExchange exchange, WorkerId id, NodeSpec node, Optional<AttemptId> broughtFor) {
    this.exchange = exchange;
    this.id = id;
    this.node = node;
    this.broughtFor = broughtFor;
  }

  MemoryWorker start() {
    incarnation = UUID.randomUUID().toString();
    ended = false;
    registered = false;
    carriedOut = 0;
    reported = 0;
    synchronized (this) {
      outbox.clear();
      disk.values().forEach(this::reportAgain);
    }
    thread = Thread.ofVirtual().start(this::work);
    return this;
  }

  /** Ends the worker and starts another with its disk; ranks run on. */
  void restart() throws InterruptedException {
    stop();
    start();
  }

  /** Ends the worker, which has no request open afterwards; ranks run on. */
  void stop() throws InterruptedException {
    close();
    thread.join();
  }

  /** Neither sends nor receives from now on, or does again. */
  void beSilent(boolean nothing) {
    silent = nothing;
  }

  boolean hasEnded() {
    return ended;
  }

  WorkerId id() {
    return id;
  }

  String log(AttemptId attempt, int rank) {
    return logs.getOrDefault(attempt + "." + rank, new StringBuffer()).toString();
  }

  @Override
  public void close() {
    ended = true;
  }

  private void work() {
    while (!ended) {
      try {
        if (!silent) {
          report();
          takeOrders();
        }
        TimeUnit.MILLISECONDS.sleep(2);
      } catch (InterruptedException _) {
        return;
      } catch (RuntimeException e) {
        if (!(e instanceof CompletionException)) {
          refusals.add(e.toString());
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void takeOrders() {
    Optional<Registration> registration = Optional.empty();
    if (!registered) {
      carriedOut = 0;
      synchronized (this) {
        registration =
            Optional.of(
                new Registration(
                    node, List.copyOf(disk.keySet()), Optional.of(identity), broughtFor));
      }
    }
    SyncResponse response = exchange(message(registration, List.of(), registered ? pollMillis : 0));
    registered = !response.introduceYourself();
    response.refusal().ifPresent(refusals::add);
    if (!registered) {
      pause();
      return;
    }
    refused = response.unread();
    if (trouble.isPresent()) {
      return; // Its disk is full: nothing is carried out.
    }
    for (NumberedOrder each : response.orders()) {
      if (each.number() > carriedOut) {
        orders.add(each.order());
        carryOut(each.order());
      }
    }
    startLaunched();
    carriedOut = Math.max(carriedOut, response.lastNumber());
  }

  private void report() {
    List<NumberedObservation> now;
    synchronized (this) {
      now = List.copyOf(outbox);
    }
    if (registered && !now.isEmpty()) {
      SyncResponse response = exchange(message(Optional.empty(), now, 0));
      registered = !response.introduceYourself();
      synchronized (this) {
        outbox.removeIf(each -> each.number() <= response.acknowledged());
      }
    }
  }

  private SyncRequest message(
      Optional<Registration> registration, List<NumberedObservation> observations, long wait) {
    SyncRequest request =
        new SyncRequest(
            node.id(), Optional.empty(), incarnation, registration, carriedOut, observations, wait);
    return (broughtFor.isPresent() ? request.of(id) : request)
        .complaining(new Complaints(refused, trouble));
  }

  private SyncResponse exchange(SyncRequest request) {
    // Both sides read bytes, as over a connection.
    SyncRequest arrived = form.readRequest(sending.apply(form.write(request, version)));
    SyncResponse answer =
        exchange
            .sync(arrived)
            .toCompletableFuture()
            .orTimeout(450 + pollMillis, TimeUnit.MILLISECONDS)
            .join();
    if (silent) {
      throw new CompletionException(new IllegalStateException("the answer was lost"));
    }
    return form.readResponse(receiving.apply(form.write(answer, arrived)));
  }

  private void carryOut(Order order) {
    switch (order) {
      case Order.Launch launch -> launch(launch);
      case Order.Stop stop -> stop(stop.attempt(), stop.grace().toMillis());
      case Order.Forget(AttemptId attempt) -> {
        stop(attempt, 0);
        synchronized (this) {
          disk.remove(attempt);
        }
      }
      case Order.Exit _ -> ended = true;
      case Order.Open _ -> {
        // It has nothing that a byte stream could lead to.
      }
    }
  }

  private synchronized void launch(Order.Launch launch) {
    Kept known = disk.get(launch.attempt());
    if (known != null) {
      reportAgain(known);
      return;
    }
    Kept kept = new Kept(launch);
    disk.put(launch.attempt(), kept);
    if (launch.meeting().isAcrossNodes() && launch.groupRank() == 0) {
      RendezvousPoint point =
          new RendezvousPoint(node.address(NodeSpec.FABRIC).orElse("127.0.0.1"), ++ports);
      kept.point = Optional.of(point);
      add(new RendezvousReady(launch.attempt(), point));
    } else {
      kept.point =
          launch.meeting().point().or(() -> Optional.of(new RendezvousPoint("127.0.0.1", ++ports)));
    }
    launched.add(kept);
  }

  /** Starts ranks after all orders of an answer, since a later one may be to stop them. */
  private void startLaunched() {
    for (Kept kept : launched) {
      for (RankPlacement placement : kept.launch.ranks()) {
        if (kept.stopped) {
          end(kept, placement.rank(), new RankExit.Stopped(false));
        } else {
          start(kept, placement.rank());
        }
      }
    }
    launched.clear();
  }

  private void start(Kept kept, int rank) {
    Order.Launch launch = kept.launch;
    Optional<RankExit> problem = problem(launch, rank);
    if (problem.isPresent()) {
      end(kept, rank, problem.get());
      return;
    }
    String name = launch.attempt() + "." + rank;
    ScriptedRank program =
        new ScriptedRank(
            script(launch.spec().execution().work()),
            environment(kept, rank),
            logs.computeIfAbsent(name, _ -> new StringBuffer()));
    running.put(name, program);
    add(new Command.ReportRankStarted(launch.attempt(), rank, 1 + rank));
    Thread.ofVirtual()
        .start(() -> {
          RankExit exit = program.run();
          running.remove(name);
          end(kept, rank, exit);
        });
  }

  private Optional<RankExit> problem(Order.Launch launch, int rank) {
    if (launch.startedRanks().contains(rank)) {
      return Optional.of(new RankExit.Lost("the worker has no record of it"));
    }
    if (launch.spec().execution().isolation().sandboxed()
        && !node.capabilities().contains(Capability.SANDBOX)) {
      return Optional.of(new RankExit.Unstartable(Capability.SANDBOX.refusal()));
    }
    Optional<String> directory = launch.spec().execution().workingDirectory();
    if (directory.filter(folder -> !Files.isDirectory(Path.of(folder))).isPresent()) {
      return Optional.of(new RankExit.NotStarted(directory.get() + " does not exist"));
    }
    return launch.spec().execution().work() instanceof Work.Command(List<String> argv)
            && !PROGRAMS.contains(argv.getFirst())
        ? Optional.of(new RankExit.NotStarted(argv.getFirst() + " is no program"))
        : Optional.empty();
  }

  private static String script(Work work) {
    return switch (work) {
      case Work.Script(String text) -> text;
      case Work.Command(List<String> argv) ->
          argv.getFirst().equals("sh") ? argv.getLast() : String.join(" ", argv);
      default -> throw new IllegalArgumentException("no script: " + work);
    };
  }

  private static Map<String, String> environment(Kept kept, int rank) {
    Order.Launch launch = kept.launch;
    int localRank = rank - launch.ranks().getFirst().rank();
    Map<String, String> env = new HashMap<>();
    env.put("RANK", "" + rank);
    env.put("LOCAL_RANK", "" + localRank);
    env.put("WORLD_SIZE", "" + launch.spec().gang().ranks());
    env.put("LOCAL_WORLD_SIZE", "" + launch.ranks().size());
    env.put("GROUP_RANK", "" + launch.groupRank());
    env.put("TORCHELASTIC_RESTART_COUNT", "" + (launch.attempt().number() - 1));
    env.put("ARKWRIGHT_ATTEMPT", "" + launch.attempt().number());
    kept.point.ifPresent(point -> {
      env.put("MASTER_ADDR", point.address());
      env.put("MASTER_PORT", "" + point.port());
    });
    env.putAll(launch.spec().execution().env());
    return env;
  }

  private void stop(AttemptId attempt, long graceMillis) {
    launched.stream()
        .filter(kept -> kept.launch.attempt().equals(attempt))
        .forEach(kept -> kept.stopped = true);
    running.forEach((name, rank) -> {
      if (name.startsWith(attempt + ".")) {
        rank.stop();
        Thread.ofVirtual().start(() -> rank.killAfter(graceMillis));
      }
    });
  }

  private synchronized void end(Kept kept, int rank, RankExit exit) {
    kept.ends.put(rank, exit);
    add(new Command.ReportRankEnded(kept.launch.attempt(), rank, exit));
  }

  private synchronized void reportAgain(Kept kept) {
    if (kept.launch.meeting().isAcrossNodes() && kept.launch.groupRank() == 0) {
      kept.point.ifPresent(point -> add(new RendezvousReady(kept.launch.attempt(), point)));
    }
    for (RankPlacement placement : kept.launch.ranks()) {
      RankExit end = kept.ends.get(placement.rank());
      add(
          end == null
              ? new Command.ReportRankStarted(
                  kept.launch.attempt(), placement.rank(), 1 + placement.rank())
              : new Command.ReportRankEnded(kept.launch.attempt(), placement.rank(), end));
    }
  }

  private synchronized void add(Command.Observation observation) {
    outbox.add(new NumberedObservation(++reported, observation));
  }

  private synchronized void add(RendezvousReady ready) {
    outbox.add(new NumberedObservation(++reported, ready));
  }
}
