package org.arkwright.worker.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.protocol.Sample;
import org.arkwright.protocol.Sample.DeviceUse;
import org.arkwright.protocol.Sample.RankUse;
import org.arkwright.worker.supervise.RankObserver.RunningRank;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplerTest {
  private static final AttemptId ATTEMPT = new AttemptId(new JobId(7), 1);
  private static final long SECOND = 1_000_000_000L;
  private final SampleQueue queue = new SampleQueue(10, 100);

  @Test
  void sample_ofASessionThatComputes_countsItsChildren() throws Exception {
    Process busy =
        new ProcessBuilder("setsid", "sh", "-c", "while :; do :; done & sleep 60")
            .redirectErrorStream(true)
            .start();
    try {
      Sampler sampler =
          new Sampler(() -> List.of(new RunningRank(ATTEMPT, 3, busy.pid())), List::of, queue);
      long until = System.nanoTime() + 30 * SECOND;
      List<RankUse> uses = List.of();
      while (!isMeasured(uses) && System.nanoTime() < until) {
        Thread.sleep(100);
        uses = sampler.sample(0, System.nanoTime()).ranks();
      }
      assertThat(uses).hasSize(1);
      assertThat(uses.getFirst().rank()).isEqualTo(3);
      assertThat(uses.getFirst().cpuMillis().orElse(0L)).isBetween(1L, 4000L);
      assertThat(uses.getFirst().memoryBytes()).isPositive();
      assertThat(uses.getFirst().anonymousBytes().orElse(0L))
          .isBetween(1L, uses.getFirst().memoryBytes());
    } finally {
      busy.descendants().forEach(ProcessHandle::destroyForcibly);
      busy.destroyForcibly();
    }
  }

  private static boolean isMeasured(List<RankUse> uses) {
    return !uses.isEmpty()
        && uses.getFirst().cpuMillis().orElse(0L) > 0
        && uses.getFirst().processes() == 3;
  }

  @Test
  void sample_ofFiles_isWhatTheKernelSaysThere(@TempDir Path proc) throws IOException {
    process(proc, 40, 40, 100, 50, 20, "read_bytes: 1000\nwrite_bytes: 0\n");
    process(proc, 41, 40, 0, 7, 2, "read_bytes: 24\nwrite_bytes: 4096\n");
    process(proc, 50, 50, 9999, 9999, 9, "read_bytes: 9\nwrite_bytes: 9\n");
    node(proc, 1000, 500, 7000);
    Sampler sampler =
        new Sampler(
            proc, () -> List.of(new RunningRank(ATTEMPT, 0, 40)), () -> List.of(device()), queue);

    Sample first = sampler.sample(5, 0);
    process(proc, 40, 40, 250, 60, 25, "read_bytes: 3000\nwrite_bytes: 0\n");
    node(proc, 1100, 400, 9000);
    Sample second = sampler.sample(6, 2 * SECOND);

    RankUse before = first.ranks().getFirst();
    assertThat(before.cpuMillis()).isEmpty();
    assertThat(before.readBytes()).isEmpty();
    assertThat(before.memoryBytes()).isEqualTo(57 * 4096);
    assertThat(before.anonymousBytes()).contains(35 * 4096L);
    assertThat(second.ranks())
        .containsExactly(
            new RankUse(
                ATTEMPT,
                0,
                Optional.of(750L),
                67 * 4096,
                Optional.of(40 * 4096L),
                Optional.of(1000L),
                Optional.of(0L),
                2));
    assertThat(first.node().orElseThrow().cpuMillis()).isEmpty();
    assertThat(second.node())
        .contains(
            new Sample.NodeUse(
                Optional.of(500L), Optional.of(600L << 10), Optional.of(1000L), Optional.of(0L)));
    assertThat(second.devices()).containsExactly(device());
  }

  @Test
  void sample_withoutFilesThatTell_leavesOutWhatIsUnknown(@TempDir Path proc) throws IOException {
    process(proc, 40, 40, 100, 50, 20, "");
    Files.delete(proc.resolve("40/statm"));
    Sampler sampler =
        new Sampler(proc, () -> List.of(new RunningRank(ATTEMPT, 0, 40)), List::of, queue);
    var _ = sampler.sample(5, 0);

    Sample sample = sampler.sample(6, SECOND);

    assertThat(sample.ranks().getFirst())
        .isEqualTo(
            new RankUse(
                ATTEMPT,
                0,
                Optional.of(0L),
                50 * 4096,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1));
    assertThat(sample.node())
        .contains(
            new Sample.NodeUse(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
  }

  @Test
  void interval_isASecond_andLongerWhereMeasuringTakesMoreThanAFiftieth() {
    assertThat(Sampler.intervalNanos(Duration.ofMillis(5).toNanos())).isEqualTo(SECOND);
    assertThat(Sampler.intervalNanos(Duration.ofMillis(100).toNanos())).isEqualTo(5 * SECOND);
  }

  private static DeviceUse device() {
    return new DeviceUse(
        0, Optional.of(97), Optional.empty(), Optional.empty(), Optional.of(500_000L));
  }

  private static void process(
      Path proc, long pid, long session, long ticks, long pages, long shared, String io)
      throws IOException {
    Path folder = Files.createDirectories(proc.resolve(Long.toString(pid)));
    Files.writeString(
        folder.resolve("stat"),
        "%d (a b) c) S 1 %d %d 0 -1 4 0 0 0 0 %d 0 0 0 20 0 1 0 77 88888 %d 18446744073709551615\n"
            .formatted(pid, session, session, ticks, pages));
    Files.writeString(folder.resolve("statm"), "999 %d %d 1 0 1 0\n".formatted(pages, shared));
    Files.writeString(folder.resolve("io"), "rchar: 1\n" + io);
  }

  private static void node(Path proc, long user, long available, long received) throws IOException {
    Files.writeString(
        proc.resolve("stat"), "cpu  %d 0 0 99 7 0 0 0 0 0\ncpu0 1 1\n".formatted(user));
    Files.writeString(
        proc.resolve("meminfo"),
        "MemTotal:  1000 kB\nMemFree: 3 kB\nMemAvailable:  %d kB\n".formatted(available));
    Files.createDirectories(proc.resolve("net"));
    Files.writeString(
        proc.resolve("net/dev"),
        """
        Inter-|   Receive
         face |bytes
            lo: 555 1 0 0 0 0 0 0 555 1 0 0 0 0 0 0
          eth0:%d 1 0 0 0 0 0 0 42 1 0 0 0 0 0 0
        """
            .formatted(received));
  }
}
