package org.arkwright.server;

import java.io.IOException;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.arkwright.control.site.SiteRouter;
import org.arkwright.dispatch.WorkerProvider;
import org.arkwright.hosts.HostSite;
import org.arkwright.hosts.JoinedHosts;
import org.arkwright.identity.IssuedTokens;
import org.arkwright.identity.Principals;
import org.arkwright.identity.Tokens;
import org.arkwright.journal.JournalException;
import org.arkwright.local.LocalFolders;
import org.arkwright.local.LocalSite;
import org.arkwright.local.LocalTerms;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.options.ExitCodes;
import org.arkwright.options.StartException;
import org.arkwright.projection.ProjectionException;
import org.arkwright.server.home.HomeFiles;
import org.arkwright.server.home.HomeFolder;
import org.arkwright.server.home.HomeIdentity;
import org.arkwright.server.home.HomeLock;
import org.arkwright.server.home.HomeSecrets;
import org.arkwright.server.home.HomeWatch;
import org.arkwright.server.home.ServerNotice;
import org.arkwright.spec.site.JobSettings;
import org.arkwright.spec.site.LocalPartitions;
import org.arkwright.spec.site.NodePlaces;
import org.arkwright.spec.site.WorkerOffers;

/**
 * The main class of the server process. It prints one line with its address when it is ready; it
 * exits with 0 after an orderly stop, otherwise with one of {@link ExitCodes} and a message on the
 * error stream.
 */
public final class ServerMain {
  private ServerMain() {}

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // Numbers look alike on every machine.
    ServerLogging.configure();
    // Exits even while threads of libraries are still running.
    System.exit(run(List.of(arguments), System.out, System.err, ServerMain::endOrderly));
  }

  /** Ends the process at the end of a signal's hook: Java would say that the signal killed it. */
  private static void endOrderly() {
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }

  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    return run(arguments, out, err, () -> {});
  }

  private static int run(
      List<String> arguments, PrintStream out, PrintStream err, Runnable afterSignal) {
    try {
      ServerOptions options = ServerOptions.parse(arguments);
      HomeFolder home = HomeFolder.prepare(options.home());
      try (HomeLock _ = HomeLock.take(home)) {
        serve(home, LastDoor.complete(home, options), out, afterSignal);
      }
      return 0;
    } catch (StartException e) {
      err.println("arkwright: " + e.getMessage());
      return e.exitCode();
    } catch (IOException e) {
      err.println("arkwright: " + HomeFolder.problem(e));
      return ExitCodes.HOME;
    } catch (JournalException | ProjectionException e) {
      err.println("arkwright: " + e.getMessage());
      return ExitCodes.JOURNAL;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static void serve(
      HomeFolder home, ServerOptions options, PrintStream out, Runnable afterSignal)
      throws StartException, IOException, InterruptedException {
    HomeIdentity identity = HomeIdentity.bind(home, options.journal().isPresent());
    HomeSecrets secrets = new HomeSecrets(home);
    Tokens tokens =
        new Tokens(
            secrets.administratorToken(),
            new IssuedTokens(secrets.tokenKey(), InstantSource.system()),
            Principals.owner(home.principals()),
            Principals.names(home.principals()));
    NodePlaces places = SiteFile.places(home.site());
    WorkerOffers offers = SiteFile.workers(home.site());
    LocalPartitions partitions = SiteFile.localPartitions(home.site());
    LocalFolders folders = new LocalFolders(home.folder(), home.logs(), home.work(), home.notice());
    // A partition that site.yaml does not name any more is served until its ranks have ended.
    SortedSet<String> sites = LocalSite.unfinished(folders);
    sites.addAll(partitions.bySite().keySet());
    LocalSite local =
        new LocalSite(
            folders,
            sites,
            terms(SiteFile.jobs(home.site())),
            tokens.issued()::ofWorker,
            offer(options.cpuMillis(), places, partitions),
            new LocalSite.Joining(
                JoinedHosts::new,
                elsewhere(home, sites),
                node -> places.place(offers.offered(node))));
    RunningServer.Site site =
        new RunningServer.Site(
            new SiteRouter(local.engines()),
            local,
            local.channels(),
            local.refusedClaims(),
            local::isHere,
            local.engines().keySet(),
            local::endWorkers,
            local::endStartedWorkers,
            local.records(),
            local::sweepWork);
    try (RunningServer server = RunningServer.start(home, identity, options, tokens, site)) {
      // After a signal, the process ends when the hook returns: by then the server has stopped, and
      // a server that was ready has then ended as it was asked to.
      AtomicBoolean ready = new AtomicBoolean();
      Runnable stop = server::close;
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> {
                stop.run();
                if (ready.get()) {
                  afterSignal.run();
                }
              }));
      ServerNotice notice =
          ServerNotice.ofThisProcess(
              server.url(),
              server.gatewayUrl(),
              server.startedAt(),
              server.note(),
              identity.place());
      notice.write(home.notice());
      if (!server.note().isEmpty()) {
        out.println(server.note());
      }
      out.println(
          "Arkwright is ready at %s, models at %s".formatted(server.url(), server.gatewayUrl()));
      out.flush();
      ready.set(true);
      HeapTrim.start();
      try (HomeWatch _ =
          new HomeWatch(identity.place(), HomeFiles.of(home), server::abandonHome).start()) {
        server.awaitStopped();
      }
    }
  }

  /** The sites that have no worker on this machine: those of hosts that join them. */
  private static List<WorkerProvider> elsewhere(HomeFolder home, Set<String> here)
      throws StartException {
    SortedSet<String> sites = HostsDoor.sites(home);
    SiteFile.read(home.site())
        .sites()
        .ifPresent(named -> named.others().forEach(site -> sites.add(site.name())));
    sites.removeAll(here);
    sites.remove(NodeId.HOME);
    return sites.stream().<WorkerProvider>map(HostSite::new).toList();
  }

  private static LocalTerms terms(JobSettings settings) {
    return new LocalTerms(
        settings.readable(), settings.writable(), settings.rankLog(), settings.lease());
  }

  /**
   * Returns a function that sets a node's CPU capacity to the server's option, a partition's
   * capacity to its configured one, and a node's place as the site's settings say. A partition that
   * is not configured any more offers nothing to new jobs.
   */
  private static UnaryOperator<NodeSpec> offer(
      OptionalLong cpuMillis, NodePlaces places, LocalPartitions partitions) {
    return node ->
        places.place(
            partitions.holds(node)
                ? partitions.offer(node)
                : node.offeringCpu(
                    node.site().equals(NodeId.HOME) ? cpuMillis.orElse(node.cpuMillis()) : 0));
  }
}
