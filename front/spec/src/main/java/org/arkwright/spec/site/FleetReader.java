package org.arkwright.spec.site;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.site.Site;
import org.arkwright.model.unit.Bytes;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SpecDocument;
import org.arkwright.spec.SpecFields;
import org.arkwright.spec.SpecProblems;
import org.arkwright.spec.SpecScalar;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads a fleet: {@code nodes}, a list of groups of identical nodes ({@code name}, {@code count},
 * {@code cpus}, {@code memory}, {@code devices}, {@code block}, {@code rack}, {@code perBlock},
 * {@code perRack}, {@code site}), and {@code quotas} by project, each in the form of {@link
 * QuotaReader}.
 */
public final class FleetReader {
  /** Bounds the number that is appended to a node's name. */
  private static final int NODES_MAX = 1_000_000;

  private static final int DEVICES_MAX = 1024;
  private static final SpecScalar<String> KIND =
      SpecScalar.text(
          "a device kind such as h100",
          text -> text.toLowerCase(Locale.ROOT).matches("[a-z0-9][a-z0-9._-]{0,62}"));

  private final List<NodeSpec> nodes = new ArrayList<>();
  private final Set<String> names = new LinkedHashSet<>();
  private final List<Quota> quotas = new ArrayList<>();
  private final SpecProblems problems = new SpecProblems();

  private FleetReader() {}

  /** Reads YAML or JSON in UTF-8. */
  public static Reading<Fleet> read(byte[] document) {
    FleetReader reader = new FleetReader();
    SpecDocument.parse(document, reader.problems).ifPresent(reader::fleet);
    return reader.problems.isEmpty()
        ? new Reading.Read<>(new Fleet(reader.nodes, reader.quotas))
        : new Reading.Rejected<>(reader.problems.inOrder());
  }

  private void fleet(MappingNode mapping) {
    SpecFields fields = new SpecFields("", mapping, List.of("nodes", "quotas"), problems);
    String expected = "a list of groups of nodes";
    Optional<Node> groups = fields.node("nodes", expected);
    if (groups.orElse(null) instanceof SequenceNode list && !list.getValue().isEmpty()) {
      list.getValue().forEach(this::group);
    } else if (groups.isPresent()) {
      problems.value("nodes", groups.get(), expected + ", at least one");
    } else if (!fields.has("nodes")) {
      problems.document(expected, "there are no nodes, expected " + expected);
    }
    if (fields.node("quotas", "quotas by project").orElse(null) instanceof MappingNode table) {
      table.getValue().forEach(this::quota);
    }
  }

  private void group(Node node) {
    if (!(node instanceof MappingNode mapping)) {
      problems.value("nodes", node, "a group of nodes");
      return;
    }
    List<String> known =
        List.of(
            "name",
            "count",
            "cpus",
            "memory",
            "devices",
            "block",
            "rack",
            "perBlock",
            "perRack",
            "site");
    SpecFields fields = new SpecFields("nodes", mapping, known, problems);
    String name = fields.value("name", SpecScalar.name()).orElse("node");
    int count = fields.value("count", SpecScalar.wholeNumber(1, NODES_MAX)).orElse(1);
    long cpuMillis = fields.value("cpus", SpecScalar.cores()).orElse(1_000_000L);
    Bytes memory = fields.value("memory", SpecScalar.bytes()).orElse(Bytes.ofGibibytes(2048));
    String site = fields.value("site", SpecScalar.name()).orElse(Site.HOME);
    Level block = level(fields, "block", "perBlock");
    Level rack = level(fields, "rack", "perRack");
    List<Device> devices = devices(fields);
    for (int i = 1; i <= count && nodes.size() < NODES_MAX; i++) {
      String fullName = count == 1 ? name : name + "-" + i;
      NodeId id = new NodeId(site, fullName);
      if (!names.add(fullName)) {
        problems.value(
            "nodes.name", node, "a name that no other group uses: " + fullName + " is taken");
        return;
      }
      TopologyPath place = new TopologyPath(block.of(i), rack.of(i));
      nodes.add(
          new NodeSpec(
              id, cpuMillis, memory, devices, place, Collections.emptySortedMap(), List.of()));
    }
  }

  /**
   * Places the nodes of a group on one level of the topology.
   *
   * @param size nodes per block or rack; 0 to put the whole group into one
   */
  private record Level(String name, int size) {
    String of(int node) {
      return size == 0 ? name : name + "-" + ((node - 1) / size + 1);
    }
  }

  private static Level level(SpecFields fields, String name, String sizeField) {
    int size = fields.value(sizeField, SpecScalar.wholeNumber(1, NODES_MAX)).orElse(0);
    String named = fields.value(name, SpecScalar.name()).orElse(size == 0 ? "" : name);
    return new Level(named, size);
  }

  private static List<Device> devices(SpecFields fields) {
    List<Device> devices = new ArrayList<>();
    Optional<SpecFields> found =
        fields.mapping("devices", List.of("kind", "count", "memory", "linked"));
    if (found.isPresent()) {
      SpecFields deviceFields = found.get();
      String kind = deviceFields.value("kind", KIND).orElse("gpu").toLowerCase(Locale.ROOT);
      int count = deviceFields.value("count", SpecScalar.wholeNumber(0, DEVICES_MAX)).orElse(1);
      Bytes memory = deviceFields.value("memory", SpecScalar.bytes()).orElse(Bytes.ZERO);
      boolean linked = deviceFields.value("linked", SpecScalar.truth()).orElse(true);
      for (int i = 0; i < count; i++) {
        devices.add(device(i, kind, memory, linked));
      }
    }
    return devices;
  }

  private static Device device(int index, String kind, Bytes memory, boolean linked) {
    return new Device(
        index,
        kind,
        kind.equals("cpu") ? "cpu" : "nvidia",
        memory,
        Optional.empty(),
        Optional.empty(),
        linked ? Optional.of("link") : Optional.empty());
  }

  private void quota(NodeTuple tuple) {
    if (tuple.getKeyNode() instanceof ScalarNode key
        && SpecScalar.name().read(key).isPresent()
        && tuple.getValueNode() instanceof MappingNode mapping) {
      quotas.add(QuotaReader.quota(new ProjectName(key.getValue()), mapping, problems));
    } else {
      problems.value("quotas", tuple.getKeyNode(), "a project name followed by its quota");
    }
  }
}
