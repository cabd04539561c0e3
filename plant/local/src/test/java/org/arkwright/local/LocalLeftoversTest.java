package org.arkwright.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.arkwright.engine.Launch;
import org.arkwright.engine.Observed;
import org.arkwright.engine.TestGang;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That nothing is left of attempts that are forgotten at a bad moment. */
final class LocalLeftoversTest {
  private static final int ATTEMPTS = 24;

  @TempDir Path home;
  private LocalTestSite site;

  @BeforeEach
  void openSite() throws IOException {
    site = new LocalTestSite(home, Duration.ofSeconds(60)).up();
  }

  @AfterEach
  void closeSite() throws IOException {
    site.close();
  }

  @Test
  void forget_whileItIsBeingPrepared_leavesNothing() {
    for (Launch launch : launches()) {
      site.engine().launch(launch);
      site.engine().forget(launch.attempt());
    }
    Launch last = launches().getFirst();
    site.engine().launch(last);
    var _ = site.observed.pid(last.attempt(), 0); // All before it have been prepared.
    site.engine().forget(last.attempt());
    Observed.until("nothing is left", this::isClear);
  }

  @Test
  void forget_workerIsKilledBeforeItHasClearedUp_theNextDoes() {
    List<Launch> launches = launches();
    launches.forEach(site.engine()::launch);
    launches.forEach(launch -> site.observed.pid(launch.attempt(), 0));
    launches.forEach(launch -> site.engine().forget(launch.attempt()));
    Observed.until("it clears up", () -> children("work") < ATTEMPTS);
    site.killWorker();
    Observed.until("nothing is left", this::isClear);
  }

  private List<Launch> launches() {
    List<Launch> launches = new ArrayList<>();
    for (int i = 0; i < ATTEMPTS; i++) {
      launches.add(TestGang.running("sleep", "300").on(site.observed.node().id()));
    }
    return launches;
  }

  private boolean isClear() {
    return children("work") + children("worker/ranks") + children("worker/entries") == 0;
  }

  private long children(String folder) {
    try (Stream<Path> all = Files.list(home.resolve(folder))) {
      return all.filter(file -> !file.getFileName().toString().startsWith("licence-")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
