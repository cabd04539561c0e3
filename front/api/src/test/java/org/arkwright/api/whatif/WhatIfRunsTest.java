package org.arkwright.api.whatif;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.arkwright.spec.Reading;
import org.arkwright.spec.WhatIfRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs of a process that stands for the twin. */
@Timeout(60)
final class WhatIfRunsTest {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> started = new ArrayList<>();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void run_ofWhatWasAsked_endsWithTheTwinsAnswer_andItsFilesAreThereMeanwhile() throws Exception {
    WhatIfRuns runs = runs("cat \"$1\"; echo \"$@\" | wc -w", Duration.ofMinutes(1));
    WhatIfRun run = begin(runs, "{sites: ['pue: 1.1']}");

    assertThat(end(run))
        .isInstanceOfSatisfying(
            WhatIfRun.Status.Succeeded.class,
            done -> assertThat(done.output()).startsWith("pue: 1.1"));
    assertThat(runs.find(run.id())).contains(run);
    assertThat(started.getFirst()).contains("--site", "--output json");
  }

  @Test
  void run_thatTheTwinRefuses_failsWithItsWords() throws Exception {
    WhatIfRun run =
        begin(runs("echo 'error: no such policy' >&2; exit 2", Duration.ofMinutes(1)), "{}");

    assertThat(end(run)).isEqualTo(new WhatIfRun.Status.Failed("no such policy", true));
  }

  @Test
  void run_thatTakesTooLong_orIsCancelled_isEnded() throws Exception {
    WhatIfRun slow = begin(runs("sleep 600", Duration.ofMillis(200)), "{}");
    assertThat(end(slow))
        .isInstanceOfSatisfying(
            WhatIfRun.Status.Failed.class,
            failed -> assertThat(failed.problem()).contains("took longer"));

    WhatIfRun cancelled = begin(runs("sleep 600", Duration.ofMinutes(9)), "{}");
    cancelled.cancel();
    assertThat(end(cancelled)).isEqualTo(new WhatIfRun.Status.Failed("it was cancelled", false));
  }

  @Test
  void runs_areTakenOneAtATime_andFewWait() throws Exception {
    WhatIfRuns runs = runs("sleep 600", Duration.ofMinutes(9));
    List<WhatIfRun> all = new ArrayList<>();
    for (int i = 0; i < WhatIfRuns.LIVE_MAX; i++) {
      all.add(begin(runs, "{}"));
    }

    assertThat(runs.begin(request("{}"))).isEmpty();
    Thread.sleep(100);
    assertThat(all.stream().filter(run -> run.status() instanceof WhatIfRun.Status.Running).count())
        .isLessThanOrEqualTo(1);
    runs.close();
    for (WhatIfRun run : all) {
      assertThat(end(run)).isInstanceOf(WhatIfRun.Status.Failed.class);
    }
    assertThat(runs.begin(request("{}"))).isPresent();
    runs.close();
  }

  private WhatIfRuns runs(String script, Duration timeMax) {
    return new WhatIfRuns(
        arguments -> {
          started.add(String.join(" ", arguments));
          List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", script));
          command.addAll(arguments);
          return new ProcessBuilder(command).start();
        },
        threads,
        InstantSource.system(),
        timeMax);
  }

  private static WhatIfRun begin(WhatIfRuns runs, String document) {
    return runs.begin(request(document)).orElseThrow();
  }

  private static WhatIfRequest request(String document) {
    return ((Reading.Read<WhatIfRequest>) WhatIfRequest.read(document.getBytes(UTF_8))).value();
  }

  private static WhatIfRun.Status end(WhatIfRun run) throws InterruptedException {
    while (run.status() instanceof WhatIfRun.Status.Waiting
        || run.status() instanceof WhatIfRun.Status.Running) {
      Thread.sleep(5);
    }
    return run.status();
  }
}
