package org.arkwright.system.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.arkwright.api.stream.LogPlaces;
import org.arkwright.cli.home.Home;
import org.arkwright.cli.home.HomeWorkers;
import org.arkwright.identity.Principals;
import org.arkwright.journal.JournalAnchor;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.options.StartException;
import org.arkwright.protocol.Meeting;
import org.arkwright.protocol.NumberedOrder;
import org.arkwright.protocol.Order;
import org.arkwright.protocol.Sample;
import org.arkwright.protocol.SampleBatch;
import org.arkwright.protocol.ServerEpoch;
import org.arkwright.protocol.SyncRequest;
import org.arkwright.protocol.SyncResponse;
import org.arkwright.protocol.UseReport;
import org.arkwright.ranklog.RankLogs;
import org.arkwright.samples.SampleStore;
import org.arkwright.server.home.HomeSeam;
import org.arkwright.spec.Reading;
import org.arkwright.spec.job.JobSpecReader;
import org.arkwright.stored.EventReader;
import org.arkwright.wire.Wire;
import org.arkwright.wire.WireException;
import org.arkwright.worker.WorkerProcess;
import org.arkwright.worker.limit.RootsSeam;
import org.arkwright.worker.link.AddressSeam;
import org.arkwright.worker.link.ObeyedServer;
import org.arkwright.worker.spool.RankRecords;
import org.arkwright.worker.spool.Spool;
import org.arkwright.worker.spool.SpoolEntry;

/** What servers, workers and launchers leave in a home, and what they say to one another. */
final class HomeTargets {
  private static final Path EVENTS =
      Path.of("../plant/stored/src/test/resources/org/arkwright/stored");
  private static final AttemptId ATTEMPT = new AttemptId(JobId.of(1_700_000_000_000L, 7), 1);
  private static final Wire WIRE = Wire.strict();

  /** A line of the first version of the spool, which a worker still lifts. */
  private static final String SPOOL_1 =
      """
      {"type":"Launched","launch":{"type":"Launch","attempt":"6h0sb8qqc0007.1",\
      "spec":{"name":"hello",\
      "project":"default","priority":0,"ranks":1,"resources":{"cpuMillis":1000,"memory":0},\
      "topology":"ANY","work":{"type":"Command","argv":["sleep","60"]},"env":{},\
      "restart":{"maxRestarts":0,"backoff":"PT1S"},"grace":"PT10S","labels":{},\
      "preemptible":true,"isolation":"PROCESS"},"ranks":[{"rank":0,"node":"box-cloud",\
      "devices":[]}],"groupRank":0,"masterAddress":"127.0.0.1","startedRanks":[],"inputs":{}},\
      "bootId":"boot"}
      """;

  private HomeTargets() {}

  static Stream<Target> all() {
    return Stream.of(
        new Target("an entry of the journal", HomeTargets::isEntry, entries()),
        new Target(
            "a journal's anchor",
            HomeTargets::isAnchor,
            "1234\n%s\n/home/a/journal.db\n".formatted("ab".repeat(32))),
        new Target(
                "a worker's spool", HomeTargets::isSpool, List.of(spool(), Target.bytes(SPOOL_1)))
            .slow(),
        new Target(
            "a launcher's record", HomeTargets::isRecord, "1234 567890\n", "1234 567890\n137\n"),
        new Target(
            "a worker's groups",
            input -> RootsSeam.names(Scratch.write("worker/groups", input)),
            "cgroup-v2 /tmp\ncgroup-v1 /proc\ncgroup-v2 /gone\n"),
        message("a worker's message", SyncRequest.class, syncRequest()),
        message("a control plane's answer", SyncResponse.class, syncResponse()),
        message(
            "a report of use",
            UseReport.class,
            new UseReport(
                NodeId.atHome("node-1"),
                List.of(
                    new Sample.RankUse(
                        ATTEMPT,
                        0,
                        Optional.of(1500L),
                        1L << 30,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        3)),
                List.of(
                    new Sample.DeviceUse(
                        0,
                        Optional.of(97),
                        Optional.of(1L << 34),
                        Optional.of(64),
                        Optional.of(412_000L))))),
        new Target("a batch of samples", HomeTargets::isBatch, List.of(WIRE.write(sampleBatch()))),
        new Target("worker.json", HomeTargets::isWorker, workerJson()).slow(),
        new Target(
            "obeyed.json",
            HomeTargets::isObeyed,
            List.of(WIRE.write(new ServerEpoch("h-1", 7, 1_764_000_000_000L)))),
        new Target(
            "server.json",
            HomeTargets::isNotice,
            "{\"pid\":4194304,\"url\":\"http://127.0.0.1:7717\",\"gateway\":\"http://127.0.0.1:8473\","
                + "\"startedAt\":\"2026-01-31T18:00:00Z\",\"home\":\"/home/a\",\"place\":\"h-1@1:2\",\"processStart\":12345,\"note\":\"port"
                + " 7717 is taken\"}"),
        new Target(
            "home.place",
            input -> HomeSeam.isPlace(Scratch.write("place/home.place", input)),
            "{\"home\":\"h-0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0\",\"path\":\"/home/a\",\"device\":66,\"inode\":123456,\"boot\":\"b-7\","
                + "\"birth\":\"2026-01-31T18:00:00Z\",\"copyOf\":\"h-0\"}"),
        new Target(
            "principals.json",
            HomeTargets::isPrincipals,
            "{\"p-1234\":{\"name\":\"ann\"},\"p-5678\":{\"name\":\"bob\"}}"),
        new Target(
                "the times of a rank's log",
                HomeTargets::hasTimes,
                "120 1764000000000\n4096 1764000001000\n8192 1764000002000\n")
            .slow());
  }

  private static Target message(String name, Class<?> type, Object sample) {
    return new Target(
        name,
        input -> {
          try {
            return WIRE.read(input, type) != null;
          } catch (WireException _) {
            return false;
          }
        },
        List.of(WIRE.write(sample)));
  }

  private static List<byte[]> entries() {
    return Stream.of(1, 2, 3).flatMap(HomeTargets::events).filter(HomeTargets::isEntry).toList();
  }

  private static Stream<byte[]> events(int version) {
    try {
      return Files.readAllLines(EVENTS.resolve("events-%d.jsonl".formatted(version))).stream()
          .map(Target::bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isEntry(byte[] input) {
    EventReader.needsEarlier(input);
    try {
      return new EventReader().read(input) != null;
    } catch (WireException _) {
      return false;
    }
  }

  private static boolean isAnchor(byte[] input) {
    try {
      return JournalAnchor.read(Scratch.write("journal/anchor", input)).isPresent();
    } catch (IOException _) {
      return false;
    }
  }

  private static boolean isSpool(byte[] input) {
    try {
      return !Spool.read(Scratch.write("worker/spool", input), "home").isEmpty();
    } catch (IOException _) {
      return false;
    }
  }

  private static byte[] spool() {
    Path file = Scratch.emptyFolder("sample").resolve("spool");
    try {
      try (Spool spool = Spool.open(file, "home")) {
        spool.append(
            List.of(
                new SpoolEntry.Launched(launch(), "boot"),
                new SpoolEntry.StopRequested(ATTEMPT),
                new SpoolEntry.RankEnded(
                    ATTEMPT,
                    0,
                    new RankExit.Exited(3),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(7L))));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Order.Launch launch() {
    if (!(JobSpecReader.read(Target.bytes(SpecTargets.JOBS[0]), "job")
        instanceof Reading.Read<JobSpec>(JobSpec spec))) {
      throw new IllegalStateException("the sample is no job");
    }
    return new Order.Launch(
        ATTEMPT,
        spec,
        List.of(new RankPlacement(0, NodeId.atHome("node-1"), List.of())),
        0,
        Meeting.ON_ONE_NODE,
        new TreeSet<>(),
        new TreeMap<>());
  }

  private static boolean isRecord(byte[] input) throws IOException {
    Path folder = Scratch.write("records/" + ATTEMPT + ".0", input).resolveSibling("");
    RankRecords records = RankRecords.open(folder);
    records.all();
    records.leftovers();
    return records.read(ATTEMPT, 0).isPresent();
  }

  private static SampleBatch sampleBatch() {
    Sample.RankUse use =
        new Sample.RankUse(
            ATTEMPT,
            0,
            Optional.of(1500L),
            1L << 30,
            Optional.of(1L << 29),
            Optional.of(4096L),
            Optional.of(0L),
            3);
    Sample.NodeUse node =
        new Sample.NodeUse(
            Optional.of(8000L), Optional.of(1L << 34), Optional.of(7L), Optional.empty());
    Sample.DeviceUse device =
        new Sample.DeviceUse(
            0, Optional.of(97), Optional.of(1L << 34), Optional.of(64), Optional.of(412_000L));
    long at = 1_764_000_000_000L;
    return new SampleBatch(
        NodeId.atHome("node-1"),
        at + 2000,
        4,
        List.of(
            new Sample(at, Optional.of(node), List.of(use), List.of(device)),
            new Sample(at + 1000, Optional.empty(), List.of(use), List.of())),
        Optional.of(new SampleBatch.Held(7, Optional.empty(), Optional.of(3_600_000L))));
  }

  /** What was understood is also kept and shown, whatever its times and amounts are. */
  private static boolean isBatch(byte[] input) throws IOException {
    SampleBatch batch;
    try {
      batch = Wire.tolerant().read(input, SampleBatch.class);
    } catch (WireException _) {
      return false;
    }
    Map<AttemptId, Set<Integer>> admitted = new HashMap<>();
    batch.samples().stream()
        .flatMap(sample -> sample.ranks().stream())
        .forEach(rank -> admitted.put(rank.attempt(), Set.of(0)));
    // Not closed, and so nothing is written: each would have files of its own.
    SampleStore store = new SampleStore(new RankLogs(Path.of("nowhere")), InstantSource.system());
    store.accept(batch, admitted);
    var _ = store.node(batch.node()).steps(0, Long.MAX_VALUE, 100);
    for (AttemptId attempt : admitted.keySet()) {
      var _ = store.attempt(attempt).steps(0, Long.MAX_VALUE, 100);
    }
    return true;
  }

  private static SyncRequest syncRequest() {
    return new SyncRequest(
        NodeId.atHome("node-1"),
        Optional.of(new ServerEpoch("h", 2, 3)),
        "incarnation",
        Optional.empty(),
        4,
        List.of(),
        5000);
  }

  private static SyncResponse syncResponse() {
    return new SyncResponse(
        new ServerEpoch("h", 2, 3),
        false,
        7,
        List.of(
            new NumberedOrder(1, launch()),
            new NumberedOrder(2, new Order.Stop(ATTEMPT, java.time.Duration.ofSeconds(10))),
            new NumberedOrder(3, new Order.Forget(ATTEMPT))),
        15_000);
  }

  private static String workerJson() {
    return new String(
        WIRE.write(
            new WorkerProcess(
                4_194_304, 12_345, "i-1", Optional.of(3), Optional.of("b-7"), Optional.of("66:7"))),
        StandardCharsets.UTF_8);
  }

  /** For the server, which starts workers, and for the command, which ends them. */
  private static boolean isWorker(byte[] input) {
    Path home = Scratch.write("home/worker/worker.json", input).resolveSibling("..").normalize();
    try {
      WorkerProcess.running(home.resolve("worker"));
      HomeWorkers.running(home);
      return WIRE.read(input, WorkerProcess.class) != null;
    } catch (IOException | WireException _) {
      return false;
    }
  }

  private static boolean isObeyed(byte[] input) {
    try {
      return ObeyedServer.read(Scratch.write("obeyed/obeyed.json", input).resolveSibling(""))
          .isPresent();
    } catch (IOException _) {
      return false;
    }
  }

  /** For clients, workers and the next server. */
  private static boolean isNotice(byte[] input) {
    Path file = Scratch.write("notice/server.json", input);
    Optional<Home.Notice> notice = new Home(file.resolveSibling("")).notice();
    notice.ifPresent(Home.Notice::isAlive);
    boolean address = AddressSeam.isAddress(file);
    boolean known = HomeSeam.isNotice(file);
    return notice.isPresent() && address && known;
  }

  private static boolean isPrincipals(byte[] input) {
    try {
      Path file = Scratch.write("principals/principals.json", input);
      return !Principals.names(file).byId().isEmpty();
    } catch (StartException _) {
      return false;
    }
  }

  private static boolean hasTimes(byte[] input) {
    Path logs = Scratch.emptyFolder("logs");
    RankLogs layout = new RankLogs(logs);
    Path times = layout.times(ATTEMPT, 0);
    Scratch.write("logs/" + logs.relativize(times), input);
    return !new LogPlaces(layout).times(ATTEMPT, 0, 0).path("marks").isEmpty();
  }
}
