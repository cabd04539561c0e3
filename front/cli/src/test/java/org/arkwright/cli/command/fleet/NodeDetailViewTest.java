package org.arkwright.cli.command.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class NodeDetailViewTest {
  @Test
  void clock_isSaidInMinutes_whereItIsOff() {
    assertThat(NodeDetailView.clock(0)).isEmpty();
    assertThat(NodeDetailView.clock(3_660)).startsWith("61 min ahead of that of the server");
    assertThat(NodeDetailView.clock(-60)).startsWith("1 min behind that of the server");
  }
}
