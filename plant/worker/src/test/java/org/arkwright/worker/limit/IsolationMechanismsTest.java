package org.arkwright.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.Isolation;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.node.EnforcedLimit;
import org.arkwright.model.unit.Bytes;
import org.arkwright.worker.rank.RankIsolation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real mechanisms of the machine that runs the test; missing ones are skipped. */
class IsolationMechanismsTest {
  private static final Bytes MEMORY = Bytes.ofMebibytes(64);

  @TempDir Path folder;
  private IsolationMechanisms mechanisms;

  @BeforeEach
  void probe() throws IOException {
    mechanisms = IsolationMechanisms.probe(folder, folder);
  }

  @AfterEach
  void close_afterAllRanks_leavesNoGroups() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    mechanisms.close();
    // A sandbox's last process may briefly outlive its command; a later close removes its group.
    while (groups().anyMatch(Files::exists) && System.nanoTime() < deadline) {
      Thread.sleep(10);
      mechanisms.close();
    }
    assertThat(groups()).allSatisfy(group -> assertThat(group).doesNotExist());
  }

  private Stream<Path> groups() throws IOException {
    return Files.readAllLines(folder.resolve("groups")).stream()
        .map(line -> Path.of(line.substring(line.indexOf(' ') + 1)));
  }

  @Test
  void limits_anyMachine_nameEachOnceWithDetail() {
    assertThat(mechanisms.limits())
        .extracting(EnforcedLimit::name)
        .containsExactly("memory", "cpu", "processes", "sandbox");
    assertThat(mechanisms.limits()).allMatch(limit -> !limit.detail().isBlank());
  }

  @Test
  void memoryHog_overItsLimit_isKilledAsOutOfMemory() throws Exception {
    assumeByControlGroup("memory");
    try (RankIsolation rank = open(1000, MEMORY, Isolation.PROCESS)) {
      IsolatedRank.Ended ended = IsolatedRank.run(rank, folder, "tail /dev/zero");

      assertThat(ended.code()).isEqualTo(137);
      assertThat(rank.outOfMemory()).isTrue();
    }
  }

  @Test
  void modestRank_withinItsLimit_isNotOutOfMemory() throws Exception {
    assumeByControlGroup("memory");
    try (RankIsolation rank = open(1000, MEMORY, Isolation.PROCESS)) {
      assertThat(IsolatedRank.run(rank, folder, "kill -9 $$").code()).isEqualTo(137);
      assertThat(rank.outOfMemory()).isFalse();
    }
  }

  @Test
  void forkBomb_overItsLimit_isBoundedAndKilledCompletely() throws Exception {
    assumeByControlGroup("processes");
    try (RankIsolation rank = open(1000, Bytes.ZERO, Isolation.PROCESS)) {
      RankGroup group = groupWith("pids.max", rank);
      group.files().limit(group.folder(), CgroupController.PROCESSES, 50);
      Process bomb =
          IsolatedRank.start(
              rank, folder, "i=0; while [ $i -lt 200 ]; do sleep 600 & i=$((i+1)); done; wait");
      assertThat(new String(bomb.getInputStream().readNBytes(1), StandardCharsets.UTF_8))
          .as("the shell's complaint that it cannot fork")
          .isNotEmpty();
      assertThat(GroupFiles.members(group.folder())).hasSizeLessThanOrEqualTo(50);

      rank.killAll();
      bomb.waitFor();
      while (!GroupFiles.members(group.folder()).isEmpty()) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void busyLoop_withATenthOfACore_isThrottled() throws Exception {
    assumeByControlGroup("cpu");
    String busyForAWhile =
        "s=$(date +%s%N); while [ $(( $(date +%s%N) - s )) -lt 1500000000 ]; do :; done; times";
    try (RankIsolation rank = open(100, Bytes.ZERO, Isolation.PROCESS)) {
      IsolatedRank.Ended ended = IsolatedRank.run(rank, folder, busyForAWhile);

      assertThat(ended.code()).isZero();
      assertThat(cpuSeconds(ended.output())).as(ended.output()).isLessThan(0.75);
    }
  }

  @Test
  void daemon_outsideItsProcessGroup_isKilledToo() throws Exception {
    assumeByControlGroup("processes");
    try (RankIsolation rank = open(1000, Bytes.ZERO, Isolation.PROCESS)) {
      Process process =
          IsolatedRank.start(rank, folder, "setsid sh -c 'echo $$; exec sleep 600' & wait");
      long daemon;
      try (BufferedReader output = process.inputReader()) {
        daemon = Long.parseLong(output.readLine());
        ProcessHandle handle = ProcessHandle.of(daemon).orElseThrow();

        rank.killAll();

        process.waitFor();
        handle.onExit().join();
      }
      assertThat(ProcessHandle.of(daemon).filter(ProcessHandle::isAlive)).isEmpty();
    }
  }

  @Test
  void adopt_afterTheWorkerDied_killsTheRankAndRemovesItsGroup() throws Exception {
    assumeByControlGroup("processes");
    AttemptId attempt = IsolatedRank.newAttempt();
    RankIsolation lost = mechanisms.open(attempt, 3, spec(MEMORY));
    Process process = IsolatedRank.start(lost, folder, "echo started; exec sleep 600");
    assertThat(process.inputReader().readLine()).isEqualTo("started");

    IsolationMechanisms restarted = IsolationMechanisms.probe(folder, folder);
    try (RankIsolation rank = restarted.adopt(attempt, 3, spec(MEMORY))) {
      assertThat(rank.outOfMemory()).isFalse();
      rank.killAll();
      assertThat(process.waitFor()).isEqualTo(137);
    }
    restarted.adopt(attempt, 3, spec(MEMORY)).close();
  }

  @Test
  void close_whileProcessesStillEnd_isMadeGoodSoon() throws Exception {
    assumeByControlGroup("processes");
    RankIsolation rank = open(1000, Bytes.ZERO, Isolation.PROCESS);
    Path group = groupWith("pids.max", rank).folder();
    Process process = IsolatedRank.start(rank, folder, "echo started; exec sleep 600");
    assertThat(process.inputReader().readLine()).isEqualTo("started");
    rank.close();
    assertThat(group).exists();
    rank.killAll();
    process.waitFor();
    while (Files.exists(group)) {
      mechanisms.removePending();
    }
  }

  @Test
  void adopt_ofARankNeverStarted_doesNothing() throws Exception {
    RankIsolation rank = mechanisms.adopt(IsolatedRank.newAttempt(), 0, spec(MEMORY));
    rank.killAll();
    assertThat(rank.outOfMemory()).isFalse();
    rank.close();
  }

  @Test
  void sandbox_thatDoesNotWork_isRefused() {
    assumeThat(mechanism("sandbox")).as("bubblewrap does not work").isEmpty();
    assertThatThrownBy(() -> open(1000, MEMORY, Isolation.SANDBOX))
        .hasMessageContaining("this node cannot run ranks in a sandbox");
  }

  private RankIsolation open(long cpuMillis, Bytes memory, Isolation isolation) throws IOException {
    return mechanisms.open(
        IsolatedRank.newAttempt(), 0, IsolatedRank.spec(cpuMillis, memory, isolation));
  }

  private static JobSpec spec(Bytes memory) {
    return IsolatedRank.spec(1000, memory, Isolation.PROCESS);
  }

  private Optional<String> mechanism(String limit) {
    return mechanisms.limits().stream()
        .filter(found -> found.name().equals(limit))
        .findFirst()
        .orElseThrow()
        .mechanism();
  }

  private void assumeByControlGroup(String limit) {
    assumeThat(mechanism(limit).orElse("nothing"))
        .as("the mechanism that enforces %s", limit)
        .startsWith("cgroup");
  }

  private static RankGroup groupWith(String file, RankIsolation rank) {
    return ((CgroupIsolation) rank)
        .groups().stream()
            .filter(group -> Files.exists(group.folder().resolve(file)))
            .findFirst()
            .orElseThrow();
  }

  /** Returns the sum of the four times, such as 0m1.500s, that the shell's {@code times} prints. */
  private static double cpuSeconds(String times) {
    double seconds = 0;
    for (String time : times.strip().split("\\s+", -1)) {
      String[] parts = time.replace("s", "").split("m", -1);
      seconds += 60 * Double.parseDouble(parts[0]) + Double.parseDouble(parts[1]);
    }
    return seconds;
  }
}
