package org.arkwright.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.arkwright.options.OptionProblem;
import org.junit.jupiter.api.Test;

/** Two ranks of one machine measure the links between two of its addresses. */
final class LinksTest {
  @Test
  void twoRanks_measureEachNetworkOfRank0sNode_inBothDirections() throws Exception {
    LinkReport report = measure("a/fabric=127.0.0.2,a/management=127.0.0.1,b/fabric=127.0.0.9");
    assertThat(report.from()).isEqualTo("b");
    assertThat(report.links())
        .extracting(LinkReport.Link::network)
        .containsExactly("fabric", "management");
    assertThat(report.links())
        .extracting(LinkReport.Link::address)
        .containsExactly("127.0.0.2", "127.0.0.1");
    for (LinkReport.Link link : report.links()) {
      assertThat(link.problem()).isEmpty();
      assertThat(link.p50Nanos()).isPositive().isLessThanOrEqualTo(link.p99Nanos());
      assertThat(link.up()).isPositive();
      assertThat(link.down()).isPositive();
      assertThat(link.upStreams()).isPositive();
      assertThat(link.downStreams()).isPositive();
      assertThat(link.streams()).isEqualTo(2);
      // It is one clock: what is found must be within what is said to be the error.
      assertThat(Math.abs(link.clockNanos())).isLessThan(link.clockErrorNanos() + 5_000_000);
      assertThat(link.nic()).as("loopback says no speed").isZero();
    }
    assertThat(report.json())
        .matches("\\{\"from\":\"b\",\"links\":\\[\\{\"network\":\"fabric\".*}]}");
  }

  @Test
  void nodesWithoutAddresses_areMeasuredWhereTheyMeet() throws Exception {
    LinkReport report = measure("");
    assertThat(report.links())
        .singleElement()
        .satisfies(link -> assertThat(link.network()).isEqualTo(LinkOptions.MEETING));
  }

  @Test
  void wrongOptions_areRefusedWithWhatWasExpected() {
    assertThatThrownBy(() -> options(1, 1, "fabric"))
        .isInstanceOf(OptionProblem.class)
        .hasMessageContaining("NODE/NETWORK=ADDRESS");
    assertThatThrownBy(() -> LinkOptions.parse(List.of(), Map.of("WORLD_SIZE", "3")))
        .isInstanceOf(OptionProblem.class)
        .hasMessageContaining("expected 2");
  }

  private static LinkReport measure(String networks) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    CompletableFuture<Void> serving =
        CompletableFuture.runAsync(() -> {
          try {
            LinkResponder.serve(options(0, port, networks));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    LinkReport report = LinkMeasurer.measure(options(1, port, networks));
    serving.get(30, TimeUnit.SECONDS);
    return report;
  }

  private static LinkOptions options(int rank, int port, String networks) {
    List<String> arguments =
        networks.isEmpty()
            ? List.of("--seconds", "0.05", "--streams", "2")
            : List.of("--seconds", "0.05", "--streams", "2", "--networks", networks);
    return LinkOptions.parse(
        arguments,
        Map.of(
            "WORLD_SIZE",
            "2",
            "RANK",
            Integer.toString(rank),
            "MASTER_ADDR",
            "127.0.0.1",
            "MASTER_PORT",
            Integer.toString(port),
            "ARKWRIGHT_NODE",
            rank == 0 ? "a" : "b"));
  }
}
