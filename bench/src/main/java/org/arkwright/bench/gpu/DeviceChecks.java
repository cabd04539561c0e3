package org.arkwright.bench.gpu;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.arkwright.bench.gpu.Report.CheckException;
import org.arkwright.model.node.Device;

/** Whether the devices are found, and shown to whom they belong. */
record DeviceChecks(Product product, List<Device> devices) {
  private static final Duration SHORT = Duration.ofSeconds(60);

  String start() throws IOException, InterruptedException, CheckException {
    long begin = System.nanoTime();
    product.ark("up", "--port", "0", "--gateway-port", "0");
    double up = (System.nanoTime() - begin) / 1e9;
    long until = System.nanoTime() + SHORT.toNanos();
    while (product.get("/devices").path("devices").isEmpty()) {
      if (System.nanoTime() - until > 0) {
        throw new CheckException("no node has joined");
      }
      Thread.sleep(50);
    }
    return String.format(
        Locale.ROOT,
        "ready after %.1f s, the node there after %.1f s",
        up,
        (System.nanoTime() - begin) / 1e9);
  }

  /** Compares what the product lists with NVIDIA's own tool, and with what CUDA sees. */
  String areThoseOfNvidia() throws IOException, InterruptedException, CheckException {
    Map<String, JsonNode> listed = new TreeMap<>();
    for (JsonNode device : product.get("/devices").path("devices")) {
      listed.put(device.path("uuid").asText("without UUID"), device);
    }
    Optional<List<NvidiaSmi>> theirs = NvidiaSmi.ask();
    if (theirs.isEmpty()) {
      return "nvidia-smi is not here, or does not work; ours: "
          + String.join(", ", listed.keySet());
    }
    Set<String> uuids = theirs.get().stream().map(NvidiaSmi::uuid).collect(Collectors.toSet());
    if (!uuids.equals(listed.keySet())) {
      throw new CheckException("nvidia-smi has " + uuids + ", we have " + listed.keySet());
    }
    for (NvidiaSmi their : theirs.get()) {
      JsonNode our = Objects.requireNonNull(listed.get(their.uuid()));
      // NVML's first call counts what the driver keeps for itself; the tool does, or not.
      double ratio = our.path("memory").asDouble() / (1 << 20) / their.mebibytes();
      String kind = our.path("kind").asText();
      if (Math.abs(ratio - 1) > 0.02) {
        throw new CheckException(
            "memory of %s: ours is %s bytes, theirs %d MiB"
                .formatted(their.uuid(), our.path("memory"), their.mebibytes()));
      }
      if (!their.name().toLowerCase(Locale.ROOT).contains(kind.split("-", -1)[0])) {
        throw new CheckException("we call '%s' a %s".formatted(their.name(), kind));
      }
    }
    return "%d, by UUID, memory and name: %s; nvidia-smi's driver is %s"
        .formatted(listed.size(), theirs.get().getFirst().name(), theirs.get().getFirst().driver());
  }

  /** One rank for each device, at the same time; each must see one by CUDA, and another one. */
  String areSeenAlone() throws IOException, InterruptedException, CheckException {
    int count = devices.size();
    String id = product.submit("alone", count, 1, 1000, "see");
    JsonNode job = product.await(id, "Succeeded", SHORT);
    Set<String> seen = new HashSet<>();
    for (int rank = 0; rank < count; rank++) {
      seen.add(onlyDevice("alone", rank));
    }
    if (!seen.equals(uuids(job.path("devices")))) {
      throw new CheckException("ranks see " + seen + ", and hold " + job.path("devices"));
    }
    String pair = "";
    if (count > 1) {
      product.await(product.submit("pair", 1, 2, 1000, "see"), "Succeeded", SHORT);
      if (product.left("pair", 0).values("device").size() != 2) {
        throw new CheckException("a rank of two devices sees " + product.left("pair", 0));
      }
      pair = "; a rank of two sees two";
    }
    return "%d of %d ranks see one device each by the driver's own count%s"
        .formatted(count, count, pair);
  }

  String areHidden() throws IOException, InterruptedException, CheckException {
    product.await(product.submit("none", 1, 0, 0, "see"), "Succeeded", SHORT);
    DeviceProbe.Left left = product.left("none", 0);
    if (!left.value("count").equals(Optional.of("0"))) {
      throw new CheckException("it sees " + left);
    }
    return "the driver counts 0";
  }

  private String onlyDevice(String job, int rank) throws IOException, CheckException {
    DeviceProbe.Left left = product.left(job, rank);
    List<String> seen = left.values("device");
    if (seen.size() != 1 || !left.value("count").equals(Optional.of("1"))) {
      throw new CheckException("rank %d sees %s, expected one device".formatted(rank, left));
    }
    return seen.getFirst();
  }

  private Set<String> uuids(JsonNode held) {
    List<String> found = new ArrayList<>();
    for (JsonNode each : held) {
      found.add(devices.get(each.path("device").asInt()).uuid().orElse(""));
    }
    return new HashSet<>(found);
  }
}
