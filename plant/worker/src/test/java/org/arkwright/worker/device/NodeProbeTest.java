package org.arkwright.worker.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.arkwright.model.node.EnforcedLimit;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.unit.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeProbeTest {
  private static final List<EnforcedLimit> LIMITS =
      List.of(new EnforcedLimit("memory", Optional.empty(), "not tried"));

  @Test
  void probe_thisMachine_describesIt() {
    NodeSpec node = new NodeProbe(Optional.empty(), Optional.empty()).probe(LIMITS).node();

    assertThat(node.cpuMillis()).isEqualTo(1000L * Runtime.getRuntime().availableProcessors());
    assertThat(node.memory().value()).isPositive();
    assertThat(node.devices()).isNotEmpty();
    assertThat(node.labels()).containsKeys("arch", "kernel", "os");
    assertThat(node.limits()).isEqualTo(LIMITS);
  }

  @Test
  void probe_withOverrides_offersThem() {
    NodeSpec node =
        new NodeProbe(Optional.of(64), Optional.of(Bytes.ofGibibytes(3))).probe(LIMITS).node();

    assertThat(node.cpuMillis()).isEqualTo(64_000);
    assertThat(node.memory()).isEqualTo(Bytes.ofGibibytes(3));
  }

  @ParameterizedTest
  @CsvSource({
    "gpu-box.example.org, gpu-box.example.org",
    "GPU_Box 7, gpu_box-7",
    "-edge-, edge",
    "..., node",
    "'', node",
    "größe, gr--e"
  })
  void nodeName_ofAnyHost_followsTheRule(String host, String name) {
    assertThat(NodeProbe.nodeName(host)).isEqualTo(name);
  }

  @Test
  void nodeName_tooLong_isTruncated() {
    assertThat(NodeProbe.nodeName("n".repeat(62) + ".example")).hasSize(62);
  }
}
