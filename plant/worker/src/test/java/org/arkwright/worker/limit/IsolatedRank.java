package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Isolation;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.job.RestartPolicy;
import org.arkwright.model.job.Topology;
import org.arkwright.model.job.Work;
import org.arkwright.model.unit.Bytes;
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

  /** Starts the script as a child of a shell, as the launcher does. */
  static Process start(RankIsolation isolation, Path folder, String script) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("/bin/sh", "-c", "(eval \"$0\"; exec \"$@\"); exit $?"));
    command.add(String.join("\n", isolation.preamble()));
    command.addAll(isolation.prefix());
    command.addAll(List.of("/bin/sh", "-c", script));
    return new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
  }

  static Ended run(RankIsolation isolation, Path folder, String script) throws Exception {
    Process process = start(isolation, folder, script);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }
}
