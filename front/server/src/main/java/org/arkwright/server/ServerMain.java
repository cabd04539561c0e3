package org.arkwright.server;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.arkwright.identity.ExitCodes;
import org.arkwright.identity.Principals;
import org.arkwright.identity.StartException;
import org.arkwright.identity.TokenFile;
import org.arkwright.identity.Tokens;
import org.arkwright.local.LocalFolders;
import org.arkwright.local.LocalSite;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.spec.LocalPartitions;
import org.arkwright.spec.NodePlaces;

/**
 * The server's process. Prints one line with its address when it is ready; ends with 0 after an
 * orderly stop, otherwise with one of {@link ExitCodes} and a message on the error stream.
 */
public final class ServerMain {

  /** What the holder of the administrator's token is called, as long as there is one for all. */
  private static final String ADMINISTRATOR = "admin";

  private ServerMain() {}

  public static void main(String[] arguments) {
    ServerLogging.configure();
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
            TokenFile.readOrCreate(home.administratorToken()),
            TokenFile.readOrCreate(home.workerToken()),
            Principals.named(home.principals(), ADMINISTRATOR));
    LocalPartitions partitions = SiteFile.localPartitions(home.site());
    LocalSite local =
        new LocalSite(
            new LocalFolders(
                home.folder(), home.logs(), home.work(), home.notice(), home.workerToken()),
            partitions.bySite().keySet(),
            offer(options.cpuMillis(), SiteFile.places(home.site()), partitions));
    RunningServer.Site site = new RunningServer.Site(local.engine(), local, local::endWorkers);
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

  /**
   * The node's offer of CPU set to what the server was asked to offer, that of a partition to the
   * partition's, and its place to what the site says.
   */
  private static UnaryOperator<NodeSpec> offer(
      OptionalLong cpuMillis, NodePlaces places, LocalPartitions partitions) {
    return found ->
        places.place(
            partitions.holds(found)
                ? partitions.offer(found)
                : found.offeringCpu(cpuMillis.orElse(found.cpuMillis())));
  }
}
