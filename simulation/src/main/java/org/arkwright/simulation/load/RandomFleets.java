package org.arkwright.simulation.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.EnforcedLimit;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.site.Site;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Resources;
import org.arkwright.simulation.site.SimulatedCluster;
import org.arkwright.simulation.time.SeededRandom;

/** Random nodes and quotas. */
public final class RandomFleets {
  static final List<String> KINDS = List.of("h100", "a100");

  /** Two projects that share a cohort, one with its own quota, one without any quota. */
  static final List<ProjectName> PROJECTS =
      List.of(
          new ProjectName("red"),
          new ProjectName("green"),
          new ProjectName("blue"),
          ProjectName.DEFAULT);

  private RandomFleets() {}

  /** Draws one to five nodes. */
  public static List<NodeSpec> nodes(SeededRandom random) {
    List<NodeSpec> nodes = new ArrayList<>();
    int count = random.between(1, 5);
    for (int i = 0; i < count; i++) {
      nodes.add(
          new NodeSpec(
              new NodeId(i % 2 == 0 ? Site.HOME : RandomEnergySites.AWAY, "node-" + i),
              1000L * random.between(2, 16),
              Bytes.ofGibibytes(random.between(4, 64)),
              devices(random),
              new TopologyPath("b", "r" + i % 2),
              new TreeMap<>(),
              List.of(
                  new EnforcedLimit(
                      "sandbox",
                      random.permille(500) ? Optional.of("bubblewrap") : Optional.empty(),
                      ""))));
    }
    return nodes;
  }

  /** Nodes of eight cores each, at home. */
  public static List<NodeSpec> alike(int count) {
    List<NodeSpec> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      nodes.add(
          new NodeSpec(
              NodeId.atHome("node-" + i),
              8000,
              Bytes.ofGibibytes(64),
              List.of(),
              new TopologyPath("b", "r"),
              new TreeMap<>(),
              List.of()));
    }
    return nodes;
  }

  /** Draws one to three nodes of a cluster. */
  public static List<NodeSpec> clusterNodes(SeededRandom random) {
    List<NodeSpec> nodes = new ArrayList<>();
    for (NodeSpec like : nodes(random)) {
      if (nodes.size() < 3) {
        nodes.add(
            new NodeSpec(
                new NodeId(SimulatedCluster.SITE, "n" + nodes.size()),
                like.cpuMillis(),
                like.memory(),
                like.devices(),
                like.topology(),
                like.labels(),
                like.limits()));
      }
    }
    return nodes;
  }

  private static List<Device> devices(SeededRandom random) {
    List<Device> devices = new ArrayList<>();
    int count = random.pick(List.of(0, 1, 2, 4, 8));
    String kind = random.pick(KINDS);
    for (int i = 0; i < count; i++) {
      devices.add(
          new Device(
              i,
              kind,
              "nvidia",
              Bytes.ofGibibytes(80),
              Optional.empty(),
              Optional.empty(),
              random.permille(500) ? Optional.of("link-" + i / 4) : Optional.empty()));
    }
    return devices;
  }

  /** Draws a quota for a project that has one. */
  public static Quota quota(ProjectName project, SeededRandom random) {
    boolean inCohort = !project.value().equals("blue");
    return new Quota(
        project,
        inCohort ? Optional.of("paint") : Optional.empty(),
        amount(random),
        random.permille(300) ? Resources.UNLIMITED : amount(random),
        random.permille(300) ? Resources.UNLIMITED : amount(random),
        random.between(1, 3));
  }

  /** The projects that have a quota. */
  public static List<ProjectName> limited() {
    return PROJECTS.subList(0, 3);
  }

  private static Resources amount(SeededRandom random) {
    return new Resources(
        1000L * random.between(1, 20),
        Bytes.ofGibibytes(random.between(4, 64)).value(),
        1000L * random.between(0, 8));
  }
}
