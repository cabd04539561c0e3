package org.arkwright.dispatch;

import org.arkwright.engine.Engine;
import org.arkwright.engine.EngineContract;
import org.arkwright.engine.Launch;
import org.arkwright.engine.Observed;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The engine contract at a site without processes, whose workers are brought for each attempt. */
final class BroughtWorkersContractTest extends EngineContract {
  private static MemorySite site;

  @BeforeAll
  static void up() {
    site = new MemorySite(ProvidedSite.Workers.PER_ATTEMPT, 1).up();
  }

  @AfterAll
  static void down() {
    site.closeAll();
  }

  @Override
  protected Engine engine() {
    return site.engine;
  }

  @Override
  protected Observed observed() {
    return site.observed;
  }

  @Override
  protected String log(Launch launch, int rank) {
    return site.log(launch.attempt(), rank);
  }
}
