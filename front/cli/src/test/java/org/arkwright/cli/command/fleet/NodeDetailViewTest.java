package org.arkwright.cli.command.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

final class NodeDetailViewTest {
  @Test
  void clock_isSaidInMinutes_whereItIsOff() {
    assertThat(NodeDetailView.clock(0)).isEmpty();
    assertThat(NodeDetailView.clock(3_660)).startsWith("61 min ahead of that of the server");
    assertThat(NodeDetailView.clock(-60)).startsWith("1 min behind that of the server");
  }

  @Test
  void lostNode_drains_onlyWhileARankIsThere() throws Exception {
    assertThat(lost("[]")).startsWith("Lost, drained since 2030-01-01T00:00:00Z");
    assertThat(lost("[{}]")).startsWith("Lost, draining since");
  }

  @Test
  void deadlineOfADrain_isNoTimeAtWhichItEnds() throws Exception {
    assertThat(
            NodeDetailView.state(
                new ObjectMapper()
                    .readTree(
                        """
                        {"state": "Drained", "cordon": {"since": "2030-01-01T00:00:00Z",
                         "deadline": "2030-01-01T00:05:00Z", "reason": "disk"}}
                        """)))
        .isEqualTo("Drained since 2030-01-01T00:00:00Z, deadline 2030-01-01T00:05:00Z: disk");
  }

  private static String lost(String jobs) throws Exception {
    return NodeDetailView.state(
        new ObjectMapper()
            .readTree(
                """
                {"state": "Lost", "jobs": %s,
                 "cordon": {"since": "2030-01-01T00:00:00Z", "drains": true}}
                """
                    .formatted(jobs)));
  }
}
