package org.arkwright.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.arkwright.engine.local.LocalEngine;
import org.arkwright.engine.local.LocalSettings;
import org.arkwright.engine.local.WorkerExchange;
import org.arkwright.model.NodeSpec;
import org.arkwright.server.spec.LocalRooms;
import org.arkwright.server.spec.NodePlaces;
import org.arkwright.worker.WorkerMain;
import org.arkwright.worker.WorkerOptions;
import org.arkwright.worker.protocol.Introduction;
import org.arkwright.worker.protocol.SyncRequest;
import org.arkwright.worker.protocol.SyncResponse;

/** This machine as a site: the local engine, and the worker that it starts from the same jars. */
final class LocalSite {
  /** A property: more options for the worker's JVM, one a line. */
  private static final String WORKER_OPTIONS = "arkwright.worker.options";

  private LocalSite() {}

  static LocalEngine engine(HomeFolder home, LocalRooms rooms) {
    List<WorkerOptions> others =
        rooms.bySite().keySet().stream()
            .map(site -> worker(home, home.worker(site), Optional.of(site)))
            .toList();
    return new LocalEngine(
        LocalSettings.of(workerCommand(), worker(home, home.worker(), Optional.empty()), others));
  }

  private static WorkerOptions worker(HomeFolder home, Path own, Optional<String> site) {
    return new WorkerOptions(
        own,
        home.logs(),
        home.work(),
        home.notice(),
        home.workerToken(),
        LocalSettings.LEASE_DEFAULT,
        WorkerOptions.BOOT_ID_FILE,
        site);
  }

  private static List<String> workerCommand() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xmx96m",
            "--enable-native-access=ALL-UNNAMED"));
    System.getProperty(WORKER_OPTIONS, "").lines().forEach(command::add);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), WorkerMain.class.getName()));
    return List.copyOf(command);
  }

  /**
   * The exchange, with the node's offer of CPU set to what the server was asked to offer, that of a
   * room to the room's, and its place to what the site says.
   */
  static WorkerExchange offering(
      OptionalLong cpuMillis, NodePlaces places, LocalRooms rooms, WorkerExchange exchange) {
    return request ->
        sync(
            request,
            found ->
                places.place(
                    rooms.holds(found)
                        ? rooms.offer(found)
                        : with(found, cpuMillis.orElse(found.cpuMillis()))),
            exchange);
  }

  private static CompletionStage<SyncResponse> sync(
      SyncRequest request, UnaryOperator<NodeSpec> offer, WorkerExchange exchange) {
    Optional<Introduction> introduction =
        request
            .introduction()
            .map(found -> new Introduction(offer.apply(found.spec()), found.attempts()));
    return exchange.sync(
        new SyncRequest(
            request.node(),
            request.incarnation(),
            introduction,
            request.carriedOut(),
            request.observations(),
            request.waitMillis()));
  }

  private static NodeSpec with(NodeSpec spec, long cpuMillis) {
    return new NodeSpec(
        spec.id(),
        cpuMillis,
        spec.memory(),
        spec.devices(),
        spec.topology(),
        spec.labels(),
        spec.limits());
  }
}
