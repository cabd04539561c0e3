package org.arkwright.server;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.arkwright.local.LocalWorkers;
import org.arkwright.options.ExitCodes;
import org.arkwright.options.StartException;
import org.arkwright.server.home.HomeFolder;
import org.arkwright.server.home.HomeLock;

/**
 * The main class of the process that ends the workers and ranks of a home whose server does not
 * run, before the home is removed. What was started by another home, of which this one is a copy,
 * is left alone. It exits with 0 once nothing of the home runs, otherwise as {@link ServerMain}.
 */
public final class WorkersMain {
  private static final long TRIES = 100;
  private static final long PAUSE_MILLIS = 100;

  private WorkersMain() {}

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // Numbers look alike on every machine.
    ServerLogging.configure();
    System.exit(run(List.of(arguments), System.err));
  }

  static int run(List<String> arguments, PrintStream err) {
    try {
      HomeFolder home = new HomeFolder(ServerOptions.parse(arguments).home());
      try (HomeLock _ = HomeLock.take(home)) {
        for (long tries = 0; !LocalWorkers.fenceAll(home.folder()); tries++) {
          if (tries == TRIES) {
            throw new StartException(
                ExitCodes.HOME,
                "the worker of %s, or a rank, does not end; see %s"
                    .formatted(home.folder(), home.worker().resolve("worker.log")));
          }
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
      }
      return 0;
    } catch (StartException e) {
      err.println("arkwright: " + e.getMessage());
      return e.exitCode();
    } catch (IOException e) {
      err.println("arkwright: " + e.getMessage());
      return ExitCodes.HOME;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }
}
