package org.arkwright.twin.trace;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.Names;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Resources;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SpecProblem;
import org.arkwright.spec.site.Fleet;
import org.arkwright.wire.csv.CsvTable;

/**
 * A reader of fleets in the CSV formats of published traces: openb's list of nodes, and Helios'
 * number of nodes by virtual cluster. The latter gives nodes of eight devices, and a quota per
 * cluster's project that neither lends nor borrows.
 */
public final class NodeList {
  private static final List<String> OPENB =
      List.of("sn", "cpu_milli", "memory_mib", "gpu", "model");
  private static final List<String> CLUSTERS = List.of("vc", "node num");
  private static final String CLUSTER =
      "a name of at most 53 lower-case letters, digits, '-', '.' or '_', starting and ending with a"
          + " letter or digit";
  private static final int NUMBER_MAX = 1_000_000_000;

  private final List<SpecProblem> problems = new ArrayList<>();
  private final List<NodeSpec> nodes = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final List<Quota> quotas = new ArrayList<>();

  private NodeList() {}

  /** Whether the file's name is that of a node list: {@code .csv} or {@code .csv.gz}. */
  public static boolean isOne(Path file) {
    String name = file.toString();
    return name.endsWith(".csv") || name.endsWith(".csv.gz");
  }

  /** Reads the list in the format given by its header. */
  public static Reading<Fleet> read(Path file) throws IOException {
    NodeList list = new NodeList();
    try (InputStream bytes = Files.newInputStream(file)) {
      CsvTable table = CsvRows.open(bytes);
      List<String> columns = CsvRows.columns(table, list.problems);
      if (columns.equals(OPENB) || columns.equals(CLUSTERS)) {
        CsvRows.read(
            table, columns, list.problems, columns.equals(OPENB) ? list::node : list::cluster);
      } else if (list.problems.isEmpty()) {
        String expected = String.join(",", OPENB) + " or " + String.join(",", CLUSTERS);
        String message =
            "the header '%s' is not of a known list of nodes, expected %s"
                .formatted(String.join(",", columns), expected);
        list.problems.add(new SpecProblem(1, 1, "", String.join(",", columns), expected, message));
      }
    }
    if (list.problems.isEmpty() && list.nodes.isEmpty()) {
      list.problems.add(new SpecProblem(0, 0, "", "", "at least one node", "it contains no node"));
    }
    return list.problems.isEmpty()
        ? new Reading.Read<>(new Fleet(list.nodes, list.quotas))
        : new Reading.Rejected<>(list.problems);
  }

  private void node(CsvRow row) {
    String kind =
        row.text("model", "none", "a GPU model", text -> text.matches("[A-Za-z0-9._-]{1,63}"))
            .toLowerCase(Locale.ROOT);
    String name = row.name("sn", "node");
    if (!names.add(name)) {
      row.wrong("sn", name, "a name that no other row has", name);
    }
    nodes.add(
        new NodeSpec(
            NodeId.atHome(name),
            row.whole("cpu_milli", 0, NUMBER_MAX, 0),
            Bytes.ofMebibytes(row.whole("memory_mib", 0, NUMBER_MAX, 0)),
            devices(kind, (int) row.whole("gpu", 0, 64, 0)),
            TopologyPath.UNKNOWN,
            new TreeMap<>(),
            List.of()));
  }

  private void cluster(CsvRow row) {
    String name =
        "vc-"
            + row.text(
                "vc",
                "none",
                CLUSTER,
                text -> Names.isValid(text) && Names.isValid(text + "-cluster-1"));
    if (!names.add(name)) {
      row.wrong("vc", name.substring(3), "a cluster that no other row names", name);
    }
    int count = (int) row.whole("node num", 1, 100_000, -1);
    for (int i = 1; i <= count; i++) {
      nodes.add(
          new NodeSpec(
              NodeId.atHome(name + "-" + i),
              64_000,
              Bytes.ofGibibytes(512),
              devices("gpu", PhillyFormat.NODE_DEVICES),
              TopologyPath.UNKNOWN,
              new TreeMap<>(),
              List.of()));
    }
    long unlimited = Resources.UNLIMITED_AMOUNT;
    quotas.add(
        new Quota(
            new ProjectName(name),
            Optional.empty(),
            new Resources(unlimited, unlimited, 1000L * count * PhillyFormat.NODE_DEVICES),
            Resources.ZERO,
            Resources.ZERO,
            1));
  }

  private static List<Device> devices(String kind, int count) {
    List<Device> devices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      devices.add(
          new Device(
              i, kind, "nvidia", Bytes.ZERO, Optional.empty(), Optional.empty(), Optional.empty()));
    }
    return devices;
  }
}
