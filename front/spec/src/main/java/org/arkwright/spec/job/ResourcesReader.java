package org.arkwright.spec.job;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Share;
import org.arkwright.spec.SpecFields;
import org.arkwright.spec.SpecScalar;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the resources of each rank. */
final class ResourcesReader {
  private static final int DEVICES_MAX = 1024;
  private static final String ONE_KIND = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";
  private static final SpecScalar<String> KIND =
      SpecScalar.text(
          "a device kind such as h100, or a100|h100 for either",
          text -> text.matches(ONE_KIND + "(\\|" + ONE_KIND + "){0,15}"));

  private ResourcesReader() {}

  static RankResources perRank(SpecFields fields) {
    Optional<SpecFields> found = fields.mapping("resources", List.of("cpus", "memory", "devices"));
    if (found.isEmpty()) {
      return RankResources.DEFAULT;
    }
    SpecFields resources = found.get();
    return new RankResources(
        resources.value("cpus", SpecScalar.cores()).orElse(RankResources.DEFAULT.cpuMillis()),
        resources.value("memory", SpecScalar.bytes()).orElse(RankResources.DEFAULT.memory()),
        resources
            .mapping("devices", List.of("kind", "minMemory", "count", "share"))
            .flatMap(devices -> devices(devices)));
  }

  private static Optional<DeviceRequest> devices(SpecFields devices) {
    Optional<String> kind = devices.value("kind", KIND).map(text -> text.toLowerCase(Locale.ROOT));
    Bytes memory = devices.value("minMemory", SpecScalar.bytes()).orElse(Bytes.ZERO);
    int count = devices.value("count", SpecScalar.wholeNumber(1, DEVICES_MAX)).orElse(1);
    int share = devices.value("share", SpecScalar.wholeNumber(1, 1000)).orElse(1000);
    if (count > 1 && share < 1000) {
      String whole = "1000 with a count above 1: only a single device can be shared";
      devices.node("share", whole).ifPresent(node -> refuse(devices, node, whole));
      return Optional.empty();
    }
    return Optional.of(new DeviceRequest(kind, memory, count, new Share(share)));
  }

  private static void refuse(SpecFields devices, Node node, String expected) {
    devices.problems().value(devices.pathOf("share"), node, expected);
  }
}
