package org.arkwright.spec.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.unit.Bytes;
import org.arkwright.spec.Reading;
import org.junit.jupiter.api.Test;

final class WorkerOffersTest {
  private static Reading<WorkerOffers> read(String document) {
    return SiteReader.workers(document.getBytes(StandardCharsets.UTF_8));
  }

  private static NodeSpec offered(String document, String name) {
    NodeSpec found =
        new NodeSpec(
            new NodeId("cloud", name),
            8_000,
            Bytes.ofGibibytes(32),
            List.of(device(0), device(1), device(2)),
            TopologyPath.UNKNOWN,
            new TreeMap<>(Map.of("rack", "r1", "site", "cloud")),
            List.of());
    return switch (read(document)) {
      case Reading.Read<WorkerOffers>(WorkerOffers offers) -> offers.offered(found);
      case Reading.Rejected<WorkerOffers>(var problems) ->
          throw new AssertionError(problems.toString());
    };
  }

  private static Device device(int index) {
    return new Device(
        index,
        "h100",
        "nvidia",
        Bytes.ofGibibytes(80),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void namedHost_offersWhatIsSaidOfIt_andNotMoreThanItHas() {
    String document =
        """
        workers:
          gpu-*: {labels: {rack: r9, tier: spot}, cpus: 6, memory: 64GiB, devices: 2}
          gpu-2: {devices: 0}
        """;
    NodeSpec offered = offered(document, "gpu-1");

    assertThat(offered.labels()).isEqualTo(Map.of("rack", "r9", "tier", "spot", "site", "cloud"));
    assertThat(offered.cpuMillis()).isEqualTo(6_000);
    assertThat(offered.memory()).isEqualTo(Bytes.ofGibibytes(32));
    assertThat(offered.devices()).containsExactly(device(0), device(1));
    assertThat(offered(document, "gpu-2").devices()).isEmpty();
    assertThat(offered(document, "gpu-2").cpuMillis()).isEqualTo(8_000);
    assertThat(offered(document, "cpu-1").devices()).hasSize(3);
    assertThat(offered("currency: EUR\n", "gpu-1").labels().get("rack")).isEqualTo("r1");
  }

  @Test
  void whatCannotBeSaidOfAHost_isRefusedByItsPlace() {
    assertThat(problems("workers: {gpu-1: 4}")).contains("workers.gpu-1").contains("a mapping of");
    assertThat(problems("workers: {gpu-1: {labels: {site: home}}}")).contains("a label other than");
    assertThat(problems("workers: {gpu-1: {devices: -1}}")).contains("workers.gpu-1.devices");
    assertThat(problems("workers: {gpu-1: {gpus: 1}}")).contains("gpus");
    assertThat(problems("workers: {GPU: {devices: 1}}")).contains("a node's name");
  }

  private static String problems(String document) {
    return switch (read(document)) {
      case Reading.Read<WorkerOffers> _ -> "";
      case Reading.Rejected<WorkerOffers>(var problems) -> problems.toString();
    };
  }
}
