package org.arkwright.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Share;
import org.arkwright.scheduler.view.RankFit;
import org.junit.jupiter.api.Test;

/** How many ranks fit on a node, and which devices the next one gets. */
final class RankFitTest {
  private static final Share HALF = new Share(500);

  @Test
  void ranks_areAsManyAsTheScarcestResourceAllows() {
    TestNode node = node(8, 64, "a", "a");

    assertThat(RankFit.count(node, new RankResources(3_000, gib(1), Optional.empty())))
        .isEqualTo(2);
    assertThat(RankFit.count(node, new RankResources(1_000, gib(20), Optional.empty())))
        .isEqualTo(3);
    assertThat(RankFit.count(node, new RankResources(1_000, gib(1), whole(1)))).isEqualTo(2);
    assertThat(RankFit.count(node, new RankResources(8_000, gib(64), whole(2)))).isEqualTo(1);
    assertThat(RankFit.count(node, new RankResources(8_001, gib(1), whole(1)))).isZero();
    assertThat(RankFit.count(node, new RankResources(1_000, gib(65), whole(1)))).isZero();
    assertThat(RankFit.count(node, new RankResources(0, Bytes.ZERO, Optional.empty())))
        .isEqualTo(JobSpec.RANKS_MAX);
  }

  @Test
  void shares_doNotReachAcrossDevices() {
    TestNode node = node(8, 64, "a", "a");
    take(node, 0, 400);

    assertThat(RankFit.count(node, sharing(300))).isEqualTo(2 + 3);
    assertThat(RankFit.count(node, sharing(600))).isEqualTo(1 + 1);
    assertThat(RankFit.count(node, sharing(601))).isEqualTo(1);
    assertThat(RankFit.count(node, new RankResources(0, Bytes.ZERO, whole(1)))).isEqualTo(1);
    assertThat(RankFit.count(node, new RankResources(0, Bytes.ZERO, whole(2)))).isZero();
  }

  @Test
  void share_goesToTheFullestDeviceThatCanHoldIt() {
    TestNode node = node(8, 64, "a", "a", "a");
    take(node, 0, 200);
    take(node, 2, 500);

    assertThat(RankFit.choose(node, sharing(500))).containsExactly(new DeviceShare(2, HALF));
    assertThat(RankFit.choose(node, sharing(501)))
        .containsExactly(new DeviceShare(0, new Share(501)));
    assertThat(RankFit.options(node, sharing(500)))
        .containsExactly(
            List.of(new DeviceShare(2, HALF)),
            List.of(new DeviceShare(0, HALF)),
            List.of(new DeviceShare(1, HALF)));
    take(node, 1, 200);
    assertThat(RankFit.options(node, sharing(500))).as("alike are one option").hasSize(2);
  }

  @Test
  void wholeDevices_areOfTheSmallestDomainThatSuffices() {
    TestNode node = node(8, 64, "a", "a", "a", "b", "b", "c");

    assertThat(chosen(node, 1)).containsExactly(5);
    assertThat(chosen(node, 2)).containsExactly(3, 4);
    assertThat(chosen(node, 3)).containsExactly(0, 1, 2);
    take(node, 3, 100);
    assertThat(chosen(node, 2)).as("of what is free").containsExactly(0, 1);
  }

  @Test
  void wholeDevices_thatNoDomainHas_areOfAsFewAsPossible() {
    TestNode node = node(8, 64, "a", "b", "b", "c", "c", "c");

    assertThat(chosen(node, 4)).containsExactly(1, 3, 4, 5);
    assertThat(chosen(node, 5)).containsExactly(1, 2, 3, 4, 5);
    assertThat(chosen(node, 6)).hasSize(6);
  }

  @Test
  void rankWithoutDevices_getsNone() {
    assertThat(
            RankFit.choose(
                node(8, 64, "a"), new RankResources(1_000, Bytes.ZERO, Optional.empty())))
        .isEmpty();
  }

  private static List<Integer> chosen(TestNode node, int count) {
    return RankFit.choose(node, new RankResources(0, Bytes.ZERO, whole(count))).stream()
        .map(DeviceShare::device)
        .toList();
  }

  private static void take(TestNode node, int device, int thousandths) {
    node.change(
        new RankResources(0, Bytes.ZERO, Optional.empty()),
        List.of(new DeviceShare(device, new Share(thousandths))),
        1);
  }

  private static RankResources sharing(int thousandths) {
    return new RankResources(
        0,
        Bytes.ZERO,
        Optional.of(new DeviceRequest(Optional.empty(), Bytes.ZERO, 1, new Share(thousandths))));
  }

  private static Optional<DeviceRequest> whole(int count) {
    return Optional.of(new DeviceRequest(Optional.empty(), Bytes.ZERO, count, Share.WHOLE));
  }

  private static Bytes gib(int gibibytes) {
    return Bytes.ofGibibytes(gibibytes);
  }

  /** A node with a device for each name of a fast-link domain. */
  private static TestNode node(int cores, int memoryGib, String... links) {
    List<Device> devices = new ArrayList<>();
    for (String link : links) {
      devices.add(
          new Device(
              devices.size(),
              "h100",
              "nvidia",
              gib(80),
              Optional.empty(),
              Optional.empty(),
              Optional.of(link)));
    }
    return new TestNode(
        new NodeSpec(
            NodeId.atHome("node"),
            cores * 1_000L,
            gib(memoryGib),
            devices,
            TopologyPath.UNKNOWN,
            new TreeMap<>(),
            List.of()));
  }
}
