package org.arkwright.worker.limit;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Isolation;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.job.RestartPolicy;
import org.arkwright.model.job.Topology;
import org.arkwright.model.job.Work;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.unit.Bytes;
import org.arkwright.protocol.Meeting;
import org.arkwright.protocol.Order;
import org.arkwright.worker.rank.RankCommand;
import org.arkwright.worker.rank.RankEntry;
import org.arkwright.worker.rank.RankIsolation;

/** Runs shell scripts within an isolation, as a launcher does. */
final class IsolatedRank {
  private static final AtomicInteger SEQUENCE = new AtomicInteger();

  private IsolatedRank() {}

  record Ended(int code, String output) {}

  static AttemptId newAttempt() {
    return new AttemptId(JobId.of(1_700_000_000_000L, SEQUENCE.incrementAndGet()), 1);
  }

  static JobSpec spec(long cpuMillis, Bytes memory, Isolation isolation) {
    return new JobSpec(
        "bounded",
        new ProjectName("tests"),
        new TreeMap<>(),
        new JobSpec.Gang(1, new RankResources(cpuMillis, memory, Optional.empty()), Topology.ANY),
        new JobSpec.Execution(
            new Work.Script("true"),
            new TreeMap<>(),
            Optional.empty(),
            isolation,
            RestartPolicy.DEFAULT,
            Optional.empty(),
            JobSpec.GRACE_DEFAULT),
        new JobSpec.Scheduling(0, false, Optional.empty(), Optional.empty(), Optional.empty()),
        Optional.empty());
  }

  /** Returns the launch of an attempt with that spec, on one node. */
  static Order.Launch launch(AttemptId attempt, JobSpec spec) {
    return new Order.Launch(
        attempt,
        spec,
        List.of(new RankPlacement(0, NodeId.atHome("here"), List.of())),
        0,
        Meeting.ON_ONE_NODE,
        new TreeSet<>(),
        new TreeMap<>());
  }

  /** Starts the script as a child of a shell, as the launcher does. */
  static Process start(RankIsolation isolation, Path folder, String script) throws IOException {
    return start(isolation, folder, script, Map.of());
  }

  /** Starts the script with further variables. */
  static Process start(
      RankIsolation isolation, Path folder, String script, Map<String, String> variables)
      throws IOException {
    return start(isolation, folder, List.of("/bin/sh", "-c", script), variables);
  }

  /** Starts a program with further variables. */
  static Process start(
      RankIsolation isolation, Path folder, List<String> argv, Map<String, String> variables)
      throws IOException {
    TreeMap<String, String> all = new TreeMap<>(variables);
    all.putIfAbsent("PATH", "/usr/local/bin:/usr/bin:/bin");
    Path entry = Files.createTempDirectory("entry").resolve("entry");
    RankEntry entered = isolation.enter(new RankCommand(argv, all, folder, entry));
    List<String> command = new ArrayList<>();
    command.addAll(List.of("/bin/sh", "-c", "(eval \"$0\"; exec \"$@\"); exit $?"));
    command.add(String.join("\n", entered.preamble()));
    command.addAll(entered.argv());
    return new ProcessBuilder(command).directory(new File("/")).redirectErrorStream(true).start();
  }

  static Ended run(RankIsolation isolation, Path folder, String script) throws Exception {
    Process process = start(isolation, folder, script);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }
}
