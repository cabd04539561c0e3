package org.arkwright.simulation.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.site.Site;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Resources;
import org.arkwright.simulation.time.SeededRandom;

/** Random nodes and quotas. */
public final class RandomFleets {
  static final List<String> KINDS = List.of("h100", "a100");

  /** Two that share a cohort, one of its own, one without any quota. */
  static final List<ProjectName> PROJECTS =
      List.of(
          new ProjectName("red"),
          new ProjectName("green"),
          new ProjectName("blue"),
          ProjectName.DEFAULT);

  private RandomFleets() {}

  /** One to five nodes. */
  public static List<NodeSpec> nodes(SeededRandom dice) {
    List<NodeSpec> nodes = new ArrayList<>();
    int count = dice.between(1, 5);
    for (int i = 0; i < count; i++) {
      nodes.add(
          new NodeSpec(
              new NodeId(i % 2 == 0 ? Site.HOME : RandomEnergySites.AWAY, "node-" + i),
              1000L * dice.between(2, 16),
              Bytes.ofGibibytes(dice.between(4, 64)),
              devices(dice),
              new TopologyPath("b", "r" + i % 2),
              new TreeMap<>(),
              List.of()));
    }
    return nodes;
  }

  private static List<Device> devices(SeededRandom dice) {
    List<Device> devices = new ArrayList<>();
    int count = dice.pick(List.of(0, 1, 2, 4, 8));
    String kind = dice.pick(KINDS);
    for (int i = 0; i < count; i++) {
      devices.add(
          new Device(
              i,
              kind,
              "nvidia",
              Bytes.ofGibibytes(80),
              Optional.empty(),
              Optional.empty(),
              dice.permille(500) ? Optional.of("link-" + i / 4) : Optional.empty()));
    }
    return devices;
  }

  /** A quota for a project that has one. */
  public static Quota quota(ProjectName project, SeededRandom dice) {
    boolean inCohort = !project.value().equals("blue");
    return new Quota(
        project,
        inCohort ? Optional.of("paint") : Optional.empty(),
        amount(dice),
        dice.permille(300) ? Resources.UNLIMITED : amount(dice),
        dice.permille(300) ? Resources.UNLIMITED : amount(dice),
        dice.between(1, 3));
  }

  /** The projects that have a quota. */
  public static List<ProjectName> limited() {
    return PROJECTS.subList(0, 3);
  }

  private static Resources amount(SeededRandom dice) {
    return new Resources(
        1000L * dice.between(1, 20),
        Bytes.ofGibibytes(dice.between(4, 64)).value(),
        1000L * dice.between(0, 8));
  }
}
