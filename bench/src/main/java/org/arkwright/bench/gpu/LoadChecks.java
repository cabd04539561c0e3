package org.arkwright.bench.gpu;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.arkwright.bench.gpu.Report.CheckException;
import org.arkwright.model.node.Device;

/** What holds while devices work. For one thread. */
final class LoadChecks {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration END = Duration.ofMinutes(2);
  private static final int WHOLE = 1000;
  private static final int HALF = 500;
  private static final int SHARE_SECONDS = 10;
  private static final int BURN_SECONDS = 25;
  private static final int KILL_SECONDS = 40;

  /** How far the counted energy may be from the counter read beside it. */
  private static final double COUNTER_TOLERANCE = 0.05;

  /** The same for the energy added up from the power, which the driver tells as a mean. */
  private static final double POWER_TOLERANCE = 0.15;

  private final Product product;
  private final List<Device> devices;
  private String useSeen = "";

  LoadChecks(Product product, List<Device> devices) {
    this.product = product;
    this.devices = devices;
  }

  /** Two halves of every device; while they run, one half more has to wait. */
  String sharesAddUp() throws IOException, InterruptedException, CheckException {
    List<String> halves = new ArrayList<>();
    for (int i = 0; i < 2 * devices.size(); i++) {
      halves.add(product.submit("half-" + i, 1, 1, HALF, "share", "" + SHARE_SECONDS));
    }
    for (String half : halves) {
      product.await(half, "Running", START);
    }
    String more = product.submit("half-more", 1, 1, HALF, "share", "1");
    TimeUnit.SECONDS.sleep(2);
    JsonNode waiting = product.job(more);
    for (JsonNode device : product.get("/devices").path("devices")) {
      if (device.path("free").asInt() != 0 || device.path("jobs").size() != 2) {
        throw new CheckException("two halves leave this of a device: " + device);
      }
    }
    if (!waiting.path("state").asText().equals("Queued")) {
      throw new CheckException("a third half is " + waiting.path("state").asText());
    }
    Map<String, Double> flops = new TreeMap<>();
    for (int i = 0; i < halves.size(); i++) {
      product.await(halves.get(i), "Succeeded", END);
      DeviceProbe.Left left = product.left("half-" + i, 0);
      flops.merge(left.value("device").orElse("none"), speed(left), Double::sum);
    }
    product.await(more, "Succeeded", END);
    if (flops.size() != devices.size()) {
      throw new CheckException("the halves ran on " + flops.keySet());
    }
    return String.format(
        Locale.ROOT,
        "%d at once; the third waited (%s) and ran then; together %s on the first device",
        halves.size(),
        waiting.path("reason").path("code").asText(),
        teraflops(flops.values().iterator().next()));
  }

  /** A load whose energy is read beside the product, by the counter and by the power. */
  String energyIsCounted() throws IOException, InterruptedException, CheckException {
    try (PowerLog log = new PowerLog(devices, 0).begin()) {
      Instant idleFrom = Instant.now();
      TimeUnit.SECONDS.sleep(3);
      double idle = log.meanWatts(idleFrom, Instant.now());
      // All devices, so that the first is among them whichever a policy prefers.
      String id = product.submit("energy", devices.size(), 1, WHOLE, "burn", "" + BURN_SECONDS);
      product.await(id, "Running", START);
      TimeUnit.SECONDS.sleep(BURN_SECONDS / 2);
      useSeen = use(product.get("/devices").path("devices"));
      JsonNode job = product.await(id, "Succeeded", END);
      TimeUnit.MILLISECONDS.sleep(500);
      JsonNode ended = rankOnFirstDevice(id, job);
      Instant from = Instant.parse(job.path("startedAt").asText());
      Instant to = Instant.parse(ended.path("at").asText());
      double ours =
          ended.path("event").path("usage").path("devices").path("joules").asDouble(Double.NaN);
      double counter = log.counted(from, to);
      double power = log.integrated(from, to);
      DeviceProbe.Left left = product.left("energy", rankOf(job));
      String figures =
          String.format(
              Locale.ROOT,
              "%.0f J counted by us, %.0f J by the counter beside (%+.1f %%), %.0f J by the power"
                  + " added up (%+.1f %%); %.0f W idle, %.0f W under load, %s",
              ours,
              counter,
              (ours / counter - 1) * 100,
              power,
              (ours / power - 1) * 100,
              idle,
              log.meanWatts(from.plusSeconds(3), to.minusSeconds(2)),
              teraflops(speed(left)));
      if (!(Math.abs(ours / counter - 1) <= COUNTER_TOLERANCE)
          || !(Math.abs(ours / power - 1) <= POWER_TOLERANCE)) {
        throw new CheckException(figures);
      }
      return figures;
    }
  }

  private int rankOf(JsonNode job) throws CheckException {
    int rank = 0; // Each has one device, and they are listed by rank.
    for (JsonNode held : job.path("devices")) {
      if (held.path("device").asInt(-1) == 0) {
        return rank;
      }
      rank++;
    }
    throw new CheckException("no rank had the first device: " + job.path("devices"));
  }

  /** The end of the rank that had the first device, from the journal. */
  private JsonNode rankOnFirstDevice(String id, JsonNode job)
      throws IOException, InterruptedException, CheckException {
    int rank = rankOf(job);
    for (JsonNode event : product.lines("/events/past?job=" + id)) {
      if (event.path("type").asText().equals("RankEnded")
          && event.path("event").path("rank").asInt(-1) == rank) {
        return event;
      }
    }
    throw new CheckException("no event says that rank " + rank + " has ended");
  }

  /** What was seen of the devices in the middle of the load before. */
  String useIsSeen() throws CheckException {
    if (useSeen.isEmpty()) {
      throw new CheckException("nothing was told, see above");
    }
    return useSeen;
  }

  private static String use(JsonNode listed) throws CheckException {
    List<String> texts = new ArrayList<>();
    for (JsonNode device : listed) {
      JsonNode use = device.path("use");
      if (use.path("busyPercent").asInt(0) < 50) {
        throw new CheckException("a device under load is told as " + device);
      }
      texts.add(
          "%d %% busy, %d MiB taken, %s W, %s °C"
              .formatted(
                  use.path("busyPercent").asInt(),
                  use.path("memory").asLong() >> 20,
                  use.path("watts").asText("?"),
                  use.path("celsius").asText("?")));
    }
    return texts.getFirst();
  }

  /**
   * Kills the worker while every device works and somebody waits for one. The ranks hold a lock for
   * their device, so a second one on it would fail; and the list of devices is read throughout.
   */
  String workerIsKilled() throws IOException, InterruptedException, CheckException {
    String id = product.submit("killed", devices.size(), 1, WHOLE, "burn", "" + KILL_SECONDS);
    product.await(id, "Running", START);
    TimeUnit.SECONDS.sleep(5);
    String next = product.submit("next", 1, 1, WHOLE, "burn", "1");
    long worker = product.worker();
    if (!ProcessHandle.of(worker).map(ProcessHandle::destroyForcibly).orElse(false)) {
      throw new CheckException("there is no worker to kill: " + worker);
    }
    long begin = System.nanoTime();
    double back = Double.NaN;
    JsonNode job = product.job(id);
    while (!job.path("state").asText().matches("Succeeded|Failed|Cancelled")) {
      checkHeldOnce();
      if (Double.isNaN(back) && product.worker() != worker && isLive()) {
        back = (System.nanoTime() - begin) / 1e9;
      }
      if (System.nanoTime() - begin > END.toNanos()) {
        throw new CheckException("it is still " + job.path("state").asText());
      }
      TimeUnit.MILLISECONDS.sleep(100);
      job = product.job(id);
    }
    if (!job.path("state").asText().equals("Succeeded")) {
      throw new CheckException("it " + job.path("state").asText() + ": " + job.path("cause"));
    }
    if (Double.isNaN(back)) {
      throw new CheckException("no new worker came");
    }
    product.await(next, "Succeeded", END);
    int attempts = job.path("attempts").asInt();
    return String.format(
        Locale.ROOT,
        "a new worker after %.1f s; the ranks were %s; the job that waited ran afterwards",
        back,
        attempts == 1 ? "adopted and lost nothing" : "started again (attempt " + attempts + ")");
  }

  private boolean isLive() throws IOException, InterruptedException, CheckException {
    JsonNode nodes = product.get("/nodes").path("nodes");
    return nodes.size() == 1 && nodes.get(0).path("state").asText().equals("Live");
  }

  private void checkHeldOnce() throws IOException, InterruptedException, CheckException {
    for (JsonNode device : product.get("/devices").path("devices")) {
      int held = 0;
      for (JsonNode job : device.path("jobs")) {
        held += job.path("share").asInt();
      }
      if (held > WHOLE) {
        throw new CheckException("a device is held twice: " + device);
      }
    }
  }

  private static double speed(DeviceProbe.Left left) {
    return left.number("operations") / left.number("seconds");
  }

  private static String teraflops(double operationsPerSecond) {
    return String.format(Locale.ROOT, "%.1f TFLOP/s in float", operationsPerSecond / 1e12);
  }
}
