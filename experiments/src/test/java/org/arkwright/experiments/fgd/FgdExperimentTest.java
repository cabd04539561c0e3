package org.arkwright.experiments.fgd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.arkwright.scheduler.policy.PlacementScore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FgdExperimentTest {
  private static final String NODES =
      """
      sn,cpu_milli,memory_mib,gpu,model
      a,8000,65536,2,T4
      b,8000,65536,2,G2
      """;
  private static final String PODS =
      """
      name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec
      pod-1,1000,1024,1,500,
      pod-0,1000,1024,1,1000,T4|G2
      pod-2,2000,1024,0,0,T4
      """;

  @TempDir Path folder;

  @Test
  void trace_isReadByColumnName_podsByName() throws Exception {
    FgdTrace trace = trace(NODES, PODS);

    assertThat(trace.capacity()).isEqualTo(4000);
    assertThat(trace.pods()).extracting(FgdPod::name).containsExactly("pod-0", "pod-1", "pod-2");
    assertThat(trace.pods().get(0).resources().devices().orElseThrow().kind()).contains("t4|g2");
    assertThat(trace.pods().get(2).resources().devices()).as("of a pod without GPUs").isEmpty();
  }

  @Test
  void arrivals_stopBelowTheOverload_andDependOnTheSeed() throws Exception {
    FgdTrace trace = trace(NODES, PODS);

    List<FgdPod> pods = FgdExperiment.arrivals(trace, 42);
    double requested = pods.stream().mapToLong(FgdPod::requested).sum();

    assertThat(requested / trace.capacity()).isBetween(1.0, FgdExperiment.OVERLOAD);
    assertThat(FgdExperiment.arrivals(trace, 42)).isEqualTo(pods);
    assertThat(FgdExperiment.arrivals(trace, 43)).isNotEqualTo(pods);
  }

  @Test
  void fittingPods_areAllAllocated() throws Exception {
    FgdTrace trace =
        trace(NODES, PODS.replace(",1000,T4|G2", ",500,").replace("pod-2,2000", "pod-2,0"));

    assertThat(FgdExperiment.allocated(trace, PlacementScore.DEFAULT, 1, 100)).containsExactly(100);
  }

  @Test
  void wrongCell_isReportedByLineColumnAndValue() {
    assertThatThrownBy(() -> trace(NODES, PODS.replace("pod-0,1000", "pod-0,-1")))
        .hasMessageContaining("pods.csv:3: column cpu_milli is '-1', expected a whole number");
    assertThatThrownBy(() -> trace(NODES.replace("model", "kind"), PODS))
        .hasMessageContaining("nodes.csv:1:")
        .hasMessageContaining("sn,cpu_milli,memory_mib,gpu,model");
    assertThatThrownBy(() -> trace(NODES, PODS.replace("pod-1,1000,1024,1,500,", "pod-1,1000")))
        .hasMessageContaining("pods.csv:2: 2 cells, expected 6");
    assertThatThrownBy(() -> trace(NODES, PODS.replace("num_gpu", "gpus")))
        .hasMessageContaining("pods.csv:1: the header lacks num_gpu");
    assertThatThrownBy(() -> trace("", PODS)).hasMessageContaining("nodes.csv:1:");
  }

  private FgdTrace trace(String nodes, String pods) throws Exception {
    Files.writeString(folder.resolve("nodes.csv"), nodes);
    Files.writeString(folder.resolve("pods.csv"), pods);
    return FgdTrace.read(folder, "nodes.csv", "pods.csv");
  }
}
