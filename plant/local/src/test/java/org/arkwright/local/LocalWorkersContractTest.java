package org.arkwright.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.arkwright.engine.Engine;
import org.arkwright.engine.EngineContract;
import org.arkwright.engine.Launch;
import org.arkwright.engine.Observed;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The engine contract, run against a real worker process. */
final class LocalWorkersContractTest extends EngineContract {
  private static LocalTestSite site;

  @BeforeAll
  static void up(@TempDir Path home) throws IOException {
    site = new LocalTestSite(home, Duration.ofSeconds(15)).up();
  }

  @AfterAll
  static void down() throws IOException {
    site.close();
  }

  @Override
  protected Engine engine() {
    return site.engine();
  }

  @Override
  protected Observed observed() {
    return site.observed;
  }

  @Override
  protected String log(Launch launch, int rank) {
    try {
      return Files.readString(site.logs().file(launch.attempt(), rank));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
