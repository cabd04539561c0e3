package org.arkwright.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.Bytes;
import org.arkwright.model.Device;
import org.arkwright.model.NodeName;
import org.arkwright.model.NodeSpec;
import org.arkwright.model.TopologyPath;

/** Says what this machine offers. */
final class NodeProbe {
  private NodeProbe() {}

  static NodeSpec probe(NodeName name) throws IOException {
    int cores = Runtime.getRuntime().availableProcessors();
    Bytes memory = memory();
    Device cpu =
        new Device(0, "cpu", "cpu", memory, Optional.empty(), Optional.empty(), Optional.empty());
    return new NodeSpec(
        name,
        1000L * cores,
        memory,
        List.of(cpu),
        TopologyPath.UNKNOWN,
        new TreeMap<>(),
        List.of());
  }

  private static Bytes memory() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/meminfo"))) {
      return lines
          .filter(line -> line.startsWith("MemTotal:"))
          .map(line -> Bytes.parse(line.replaceAll("\\D+", "") + "KiB").orElseThrow())
          .findFirst()
          .orElse(Bytes.ZERO);
    }
  }
}
