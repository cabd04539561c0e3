package org.arkwright.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.arkwright.engine.Launch;
import org.arkwright.engine.Observed;
import org.arkwright.engine.TestGang;
import org.arkwright.model.Command;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.job.RankExit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Workers of other releases, as their messages look. */
final class WorkerVersionsTest {
  private final MemorySite site = new MemorySite(ProvidedSite.Workers.PER_NODE, 1).up();

  @AfterEach
  void close() {
    site.closeAll();
  }

  @Test
  void workerOneReleaseOlder_isServed() throws Exception {
    restart(worker -> worker.version = 3);
    runsAJob();
  }

  @Test
  void workerOneReleaseNewer_isServed_whateverElseItSays() throws Exception {
    restart(worker -> {
      worker.sending =
          edit(text ->
              text.replace("\"latest\":4", "\"latest\":5")
                  .replaceFirst("\\{", "{\"mood\":\"good\",")
                  .replace("\"capabilities\":[", "\"capabilities\":[\"TELEPATHY\",")
                  .replace("\"cpuMillis\"", "\"colour\":\"red\",\"cpuMillis\""));
      worker.receiving = edit(text -> text.replaceFirst("\\{", "{\"weather\":{\"rain\":1},"));
    });
    runsAJob();
  }

  @Test
  void workerTwoReleasesApart_keepsItsRanks_getsNoNewWork_andBothSidesSaySo() throws Exception {
    MemoryWorker worker = site.worker(site.node0());
    Launch before = launch("sleep 1.5; echo done");
    site.engine.launch(before);
    site.observed.awaitStart(before.attempt(), 0);
    restart(each -> each.sending = speaking(7, 8));
    Observed.until("it is refused", () -> !worker.refusals.isEmpty());
    assertThat(worker.refusals.getFirst()).contains("7 to 8", "3 to 4");
    assertThat(drained()).as("nothing is placed there").contains("7 to 8");

    Launch raced = launch("true");
    site.engine.launch(raced);
    assertThat(site.observed.exit(raced.attempt(), 0))
        .isInstanceOfSatisfying(
            RankExit.NeverRan.class, exit -> assertThat(exit.why()).contains("7 to 8"));
    Observed.until(
        "its rank has run to its end", () -> worker.log(before.attempt(), 0).contains("done"));
    assertThat(site.observed.all()).noneMatch(Command.LoseNode.class::isInstance);

    restart(each -> each.sending = UnaryOperator.identity());
    assertThat(site.observed.exit(before.attempt(), 0)).isEqualTo(new RankExit.Exited(0));
    assertThat(drains().getLast().reason()).as("it takes work again").isEmpty();
  }

  @Test
  void workerTwoReleasesOlder_isToldOnce_andAgainWhenWorkIsPlacedThereAllTheSame()
      throws Exception {
    AtomicInteger asked = new AtomicInteger();
    restart(each ->
        each.sending =
            bytes -> {
              asked.incrementAndGet();
              return speaking(1, 2).apply(bytes);
            });
    assertThat(drained()).contains("speaks version 1 to 2", "start the worker of this release");
    int before = asked.get();
    Observed.until("it has asked again", () -> asked.get() > before + 3);
    assertThat(saidToDrain()).isEqualTo(1);

    // As after an operator's cordon and uncordon, which cover and lift the site's.
    Launch placed = launch("true");
    site.engine.launch(placed);
    assertThat(site.observed.exit(placed.attempt(), 0)).isInstanceOf(RankExit.NeverRan.class);
    assertThat(saidToDrain()).isEqualTo(2);
  }

  @Test
  void launchThatDidNotReachAWorker_thatComesBackTwoReleasesApart_isGivenBack() throws Exception {
    MemoryWorker worker = site.worker(site.node0());
    site.awaitNodes(1);
    worker.stop();
    Launch unsent = launch("true");
    site.engine.launch(unsent);
    restart(each -> each.sending = speaking(7, 8));
    assertThat(site.observed.exit(unsent.attempt(), 0)).isInstanceOf(RankExit.NeverRan.class);
  }

  private static UnaryOperator<byte[]> speaking(int least, int latest) {
    return edit(text ->
        text.replace(
            "\"least\":3,\"latest\":4", "\"least\":%d,\"latest\":%d".formatted(least, latest)));
  }

  /** Why the node is said to drain. */
  private String drained() {
    return site.observed.await(
        "a drain",
        _ -> drains().stream().flatMap(each -> each.reason().stream()).reduce((_, last) -> last));
  }

  private long saidToDrain() {
    return drains().stream().filter(each -> each.reason().isPresent()).count();
  }

  private List<Command.ReportNodeDrain> drains() {
    return site.observed.all().stream()
        .filter(Command.ReportNodeDrain.class::isInstance)
        .map(Command.ReportNodeDrain.class::cast)
        .toList();
  }

  @Test
  void orderOfAnUnknownKind_isRefusedAlone_andItsRanksDoNotWaitForEver() throws Exception {
    restart(worker ->
        worker.receiving = edit(text -> text.replaceFirst("\"PROCESS\"", "\"HYPERVISOR\"")));
    Launch first = launch("echo ran");
    Launch second = launch("echo ran");
    site.engine.launch(first);
    site.engine.launch(second);
    assertThat(site.observed.exit(first.attempt(), 0))
        .isInstanceOfSatisfying(
            RankExit.NotStarted.class, exit -> assertThat(exit.problem()).contains("HYPERVISOR"));
    assertThat(site.log(first.attempt(), 0)).isEmpty();
    site.worker(site.node0()).receiving = UnaryOperator.identity();
    site.engine.launch(second);
    assertThat(site.observed.end(second.attempt(), 0)).isNotNull();
  }

  @Test
  void reportOfAnUnknownKind_isPassedOver_andTheOthersAreTaken() throws Exception {
    restart(worker ->
        worker.sending = edit(text -> text.replace("ReportRankStarted", "ReportRankDreaming")));
    Launch launch = launch("echo ran");
    site.engine.launch(launch);
    assertThat(site.observed.exit(launch.attempt(), 0)).isEqualTo(new RankExit.Exited(0));
  }

  private interface Change {
    void of(MemoryWorker worker);
  }

  private void restart(Change change) throws InterruptedException {
    MemoryWorker worker = site.worker(WorkerId.ofNode(site.node0()));
    change.of(worker);
    worker.restart();
  }

  private void runsAJob() throws InterruptedException {
    Launch launch = launch("echo ran; sleep 600");
    site.engine.launch(launch);
    site.observed.awaitStart(launch.attempt(), 0);
    TimeUnit.MILLISECONDS.sleep(MemorySite.LEASE.toMillis() * 2);
    site.engine.stop(launch.attempt(), Duration.ZERO);
    assertThat(site.observed.exit(launch.attempt(), 0)).isInstanceOf(RankExit.Stopped.class);
    assertThat(site.observed.all()).noneMatch(Command.LoseNode.class::isInstance);
    assertThat(site.worker(site.node0()).refusals).isEmpty();
    assertThat(Optional.of(site.log(launch.attempt(), 0))).contains("ran\n");
  }

  private Launch launch(String script) {
    return TestGang.running("sh", "-c", script).on(site.node0());
  }

  private static UnaryOperator<byte[]> edit(UnaryOperator<String> change) {
    return bytes ->
        change.apply(new String(bytes, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
  }
}
