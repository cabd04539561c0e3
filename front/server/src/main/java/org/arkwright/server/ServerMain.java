package org.arkwright.server;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.arkwright.engine.local.LocalEngine;
import org.arkwright.server.api.Tokens;
import org.arkwright.server.spec.LocalRooms;
import org.arkwright.worker.WorkerProcess;

/**
 * The server's process. Prints one line with its address when it is ready; ends with 0 after an
 * orderly stop, otherwise with one of {@link ExitCodes} and a message on the error stream.
 */
public final class ServerMain {
  private static final long WORKER_END_MILLIS = 5_000;
  private static final long LOOK_AGAIN_MILLIS = 20;

  /** What the holder of the administrator's token is called, as long as there is one for all. */
  private static final String ADMINISTRATOR = "admin";

  private ServerMain() {}

  public static void main(String[] arguments) {
    Logging.configure();
    // Ends the process also while threads of libraries linger.
    System.exit(run(List.of(arguments), System.out, System.err));
  }

  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    try {
      ServerOptions options = ServerOptions.parse(arguments);
      HomeFolder home = HomeFolder.prepare(options.home());
      try (HomeLock _ = HomeLock.take(home)) {
        serve(home, options, out);
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

  private static void serve(HomeFolder home, ServerOptions options, PrintStream out)
      throws StartException, IOException, InterruptedException {
    Tokens tokens =
        new Tokens(
            TokenFile.readOrMake(home.administratorToken()),
            TokenFile.readOrMake(home.workerToken()),
            Principals.named(home.principals(), ADMINISTRATOR));
    LocalRooms rooms = SiteFile.rooms(home.site());
    LocalEngine engine = LocalSite.engine(home, rooms);
    RunningServer.Site site =
        new RunningServer.Site(
            engine,
            LocalSite.offering(options.cpuMillis(), SiteFile.places(home.site()), rooms, engine),
            () -> endWorkers(home, rooms, engine));
    try (RunningServer server = RunningServer.start(home, options, tokens, site)) {
      // A signal ends the process when the hook returns: by then the server has stopped in order.
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      new ServerNotice(
              ProcessHandle.current().pid(), server.url(), server.gatewayUrl(), server.startedAt())
          .write(home.notice());
      out.println("Arkwright is ready at " + server.url());
      out.flush();
      HeapTrim.start();
      server.awaitStopped();
    }
  }

  private static void endWorkers(HomeFolder home, LocalRooms rooms, LocalEngine engine) {
    engine.endWorker();
    List<Path> workers = new ArrayList<>(List.of(home.worker()));
    rooms.bySite().keySet().forEach(site -> workers.add(home.worker(site)));
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WORKER_END_MILLIS);
    try {
      for (Path worker : workers) {
        while (System.nanoTime() - until < 0 && WorkerProcess.running(worker).isPresent()) {
          Thread.sleep(LOOK_AGAIN_MILLIS);
        }
      }
    } catch (IOException _) {
      // Then nobody can tell whether it runs; it ends by the order it was given.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
