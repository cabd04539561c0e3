package org.arkwright.api.whatif;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.arkwright.api.whatif.WhatIfRun.Status;
import org.arkwright.spec.Reading;
import org.arkwright.spec.site.WhatIfRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs of a process that stands for the twin. */
@Timeout(60)
final class WhatIfRunsTest {
  private static final WhatIfRuns.Limits LIMITS =
      new WhatIfRuns.Limits(Duration.ofMinutes(15), Duration.ofMinutes(2));

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> started = new CopyOnWriteArrayList<>();
  private final List<Path> folders = new CopyOnWriteArrayList<>();
  private volatile Instant now = Instant.EPOCH;
  @TempDir private Path parent;
  private Path scratch;
  private WhatIfRuns runs;

  @BeforeEach
  void begin() {
    scratch = parent.resolve("what-ifs");
    runs = running("true");
  }

  @AfterEach
  void stop() {
    runs.close();
    threads.shutdownNow();
  }

  @Test
  void run_endsWithTheAnswer_theMessages_thePage_andNoFileIsLeft() throws Exception {
    runs =
        running(
            "echo 'as recorded: 3 events' >&2; cat site.yaml 2/site.yaml .site.yaml.series/*;"
                + " echo '<html>' >.page.html; echo 'wrote .page.html' >&2");
    WhatIfRun run =
        begin(
            "{sites: [{name: site.yaml, text: 'pue: 1.1', series: {../../x.csv: t}},"
                + " {name: site.yaml, text: 'pue: 1.2'}], page: true, policies: [fifo]}");

    assertThat(end(run))
        .isEqualTo(new Status.Succeeded("pue: 1.1pue: 1.2t", Optional.of("<html>\n"), now));
    assertThat(run.messages()).containsExactly("as recorded: 3 events");
    assertThat(runs.find(run.id())).contains(run);
    assertThat(started)
        .containsExactly(
            "what-if --sent-series --policy fifo --site site.yaml --site 2/site.yaml"
                + " --output json --html .page.html");
    assertThat(folders).allMatch(Files::notExists);
  }

  @Test
  void whatAKilledServerLeft_isRemovedAtTheStart() throws Exception {
    Path left = Files.createDirectories(scratch.resolve("run-1").resolve("2"));
    Files.writeString(left.resolve("site.yaml"), "pue: 1.1");
    runs = running("pwd");

    assertThat(scratch).doesNotExist();
    assertThat(end(begin("{}")).toString()).contains(scratch.toString());
  }

  @Test
  void process_seesTheEndOfItsInput_onlyWhenItIsOver() throws Exception {
    runs = running("exec 3<&0; (cat <&3; kill $$) >/dev/null 2>&1 & sleep 0.3; echo answer");

    assertThat(end(begin("{}"))).isEqualTo(new Status.Succeeded("answer\n", Optional.empty(), now));
  }

  @Test
  void run_thatTheTwinRefuses_orThatTakesTooMuchMemory_saysSo() throws Exception {
    runs = running("echo 'recorded: 3' >&2; echo 'error: no policy' >&2; echo ' x' >&2; exit 2");
    assertThat(end(begin("{}"))).isEqualTo(new Status.Failed("no policy\nx", true, now));
    runs = running("exit 3");
    assertThat(end(begin("{}")).toString()).contains("more memory", "wrongUse=false");
    runs = running("exit 7");
    assertThat(end(begin("{}")).toString()).contains("ended with code 7");
  }

  @Test
  void run_thatTakesTooLong_isEnded() throws Exception {
    runs = running("echo begun >&2; exec sleep 600");
    WhatIfRun slow = begin("{}");
    awaitMessage(slow);
    runs.find(slow.id());
    now = now.plus(LIMITS.unasked());
    runs.find(slow.id());
    now = now.plus(LIMITS.time());
    runs.find(slow.id());
    assertThat(end(slow).toString()).contains("took longer than 15 minutes");
  }

  @Test
  void run_thatNobodyAsksFor_isEnded_alsoOneThatWaits() throws Exception {
    runs = running("echo begun >&2; exec sleep 600");
    WhatIfRun first = begin("{}");
    WhatIfRun second = begin("{}");
    awaitMessage(first);
    now = now.plus(LIMITS.unasked());
    runs.find(first.id());
    now = now.plusSeconds(1);
    WhatIfRun third = begin("{}");
    assertThat(second.status().toString()).contains("nobody asked how far it is for 120 s");
    assertThat(first.status()).isInstanceOf(Status.Running.class);
    assertThat(runs.ahead(third)).isEqualTo(1);
    now = now.plus(LIMITS.unasked());
    runs.find(third.id());
    assertThat(end(first).toString()).contains("nobody asked");
    awaitMessage(third);
  }

  @Test
  void cancel_endsTheProcess_andOneThatWaits_atOnce() throws Exception {
    runs = running("echo $$ >&2; exec sleep 600");
    WhatIfRun first = begin("{}");
    WhatIfRun second = begin("{}");
    awaitMessage(first);
    second.cancel(now);
    first.cancel(now);
    assertThat(List.of(first.status(), second.status())).containsOnly(new Status.Cancelled(now));
    long pid = Long.parseLong(first.messages().getFirst());
    while (ProcessHandle.of(pid).isPresent()) {
      Thread.sleep(5);
    }
    awaitMessage(begin("{}")); // The queue goes on.
    assertThat(started).hasSize(2);
  }

  @Test
  void cancelledRunsBehindALongOne_areNotKept() throws Exception {
    runs = running("echo begun >&2; exec sleep 600");
    awaitMessage(begin("{}"));
    for (int i = 0; i < 100; i++) {
      begin("{}").cancel(now);
    }
    assertThat(runs.queued()).isLessThanOrEqualTo(WhatIfRuns.LIVE_MAX);
  }

  @Test
  void filesNamedAsTheFoldersOfOthers_areKeptApart() throws Exception {
    runs = running("cat 2 3/a");
    assertThat(
            end(
                begin(
                    "{fleets: [{name: '2', text: two}, {name: a, text: one},"
                        + " {name: a, text: other}]}")))
        .isEqualTo(new Status.Succeeded("twoother", Optional.empty(), now));
  }

  @Test
  void runs_areTakenOneAtATime_andFewWait_andNoneAfterTheEnd() throws Exception {
    runs = running("echo begun >&2; exec sleep 600");
    List<WhatIfRun> all = Stream.generate(() -> begin("{}")).limit(WhatIfRuns.LIVE_MAX).toList();
    awaitMessage(all.getFirst());
    assertThat(runs.begin(request("{}"), "ada")).isEmpty();
    assertThat(started).hasSize(1);
    runs.close();
    for (WhatIfRun run : all) {
      assertThat(end(run)).isEqualTo(new Status.Cancelled(now));
    }
    assertThat(runs.begin(request("{}"), "ada")).isEmpty();
  }

  private WhatIfRuns running(String script) {
    return new WhatIfRuns(
            scratch,
            (arguments, folder) -> {
              started.add(String.join(" ", arguments));
              folders.add(folder);
              return new ProcessBuilder("/bin/sh", "-c", script).directory(folder.toFile()).start();
            },
            threads,
            () -> now,
            LIMITS)
        .start();
  }

  private WhatIfRun begin(String document) {
    return runs.begin(request(document), "ada").orElseThrow();
  }

  private static WhatIfRequest request(String document) {
    return ((Reading.Read<WhatIfRequest>) WhatIfRequest.read(document.getBytes(UTF_8))).value();
  }

  private static void awaitMessage(WhatIfRun run) throws InterruptedException {
    while (run.messages().isEmpty()) {
      Thread.sleep(5);
    }
  }

  private static Status end(WhatIfRun run) throws InterruptedException {
    while (!run.status().isFinal()) {
      Thread.sleep(5);
    }
    return run.status();
  }
}
