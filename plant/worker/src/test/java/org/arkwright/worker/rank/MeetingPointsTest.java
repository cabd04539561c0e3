package org.arkwright.worker.rank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.protocol.Meeting;
import org.arkwright.protocol.Order;
import org.arkwright.protocol.RendezvousPoint;
import org.arkwright.worker.Launches;
import org.junit.jupiter.api.Test;

final class MeetingPointsTest {
  private static final Meeting HOST = new Meeting(2, NodeSpec.FABRIC, Optional.empty());

  @Test
  void port_isNoOtherAttempts_untilItIsGivenBack() throws IOException {
    MeetingPoints points = new MeetingPoints(node(Map.of()));
    Set<Integer> ports = new HashSet<>();
    for (int number = 1; number <= 3_000; number++) {
      RendezvousPoint point = points.of(launch(number, Meeting.ON_ONE_NODE, 0));
      assertThat(point.address()).isEqualTo("127.0.0.1");
      assertThat(ports.add(point.port())).as("port %d is free", point.port()).isTrue();
    }
    for (int number = 1; number <= 3_000; number++) {
      points.release(Launches.attempt(number));
    }
    assertThat(points.of(launch(1, Meeting.ON_ONE_NODE, 0))).isNotNull();
  }

  @Test
  void portOfAnEarlierWorker_isKept() throws IOException {
    MeetingPoints points = new MeetingPoints(node(Map.of()));
    for (int port = 10_000; port < 18_000; port++) {
      if (port != 12_345) {
        points.keep(Launches.attempt(port), new RendezvousPoint("127.0.0.1", port));
      }
    }
    assertThat(points.of(launch(1, Meeting.ON_ONE_NODE, 0)).port()).isEqualTo(12_345);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> points.of(launch(2, Meeting.ON_ONE_NODE, 0)))
        .withMessageContaining("no port");
  }

  @Test
  void address_isOfTheFabric_orElseOfTheManagement_orElseLoopback() throws IOException {
    Map<String, String> both = Map.of("fabric", "127.0.0.3", "management", "127.0.0.2");
    assertThat(new MeetingPoints(node(both)).of(launch(1, HOST, 0)).address())
        .isEqualTo("127.0.0.3");
    assertThat(
            new MeetingPoints(node(Map.of("management", "127.0.0.2")))
                .of(launch(1, HOST, 0))
                .address())
        .isEqualTo("127.0.0.2");
    assertThat(new MeetingPoints(node(Map.of())).of(launch(1, HOST, 0)).address())
        .isEqualTo("127.0.0.1");
  }

  @Test
  void addressThatTheMachineDoesNotHave_isRefusedByName() {
    MeetingPoints points = new MeetingPoints(node(Map.of("fabric", "192.0.2.7")));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> points.of(launch(1, HOST, 0)))
        .withMessageContaining("192.0.2.7");
  }

  @Test
  void otherNodes_takeWhatTheyAreTold_andNothingElse() throws IOException {
    MeetingPoints points = new MeetingPoints(node(Map.of()));
    RendezvousPoint told = new RendezvousPoint("10.0.0.1", 4711);
    assertThat(points.of(launch(1, new Meeting(2, NodeSpec.FABRIC, Optional.of(told)), 1)))
        .isEqualTo(told);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> points.of(launch(2, HOST, 1)))
        .withMessageContaining("nobody has told");
  }

  private static Order.Launch launch(int number, Meeting meeting, int groupRank) {
    Order.Launch launch = Launches.launch(number, 2);
    return new Order.Launch(
        launch.attempt(),
        launch.spec(),
        launch.ranks(),
        groupRank,
        meeting,
        launch.startedRanks(),
        launch.inputs());
  }

  private static NodeSpec node(Map<String, String> addresses) {
    return Launches.NODE.withAddresses(new TreeMap<>(addresses));
  }
}
