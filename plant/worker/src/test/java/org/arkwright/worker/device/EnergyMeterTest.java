package org.arkwright.worker.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.model.job.RankUsage;
import org.arkwright.model.job.RankUsage.DeviceEnergy;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.unit.Joules;
import org.arkwright.model.unit.Share;
import org.arkwright.protocol.Sample.DeviceUse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnergyMeterTest {
  private static final long SECOND = 1_000_000_000L;

  @TempDir Path folder;
  private MachineTree machine;

  @BeforeEach
  void twoPackages() {
    machine = new MachineTree(folder.resolve("root"));
    zone("intel-rapl:0", "package-0", 10_000_000);
    zone("intel-rapl:0:0", "core", 7_000_000);
    zone("intel-rapl:0:1", "dram", 1_000_000);
    zone("intel-rapl:1", "package-1", 262_000_000_000L);
    zone("intel-rapl:2", "psys", 90_000_000);
    busy(1000);
  }

  @Test
  void processors_areAttributedByCpuTime_andCountersWrapAround() {
    try (EnergyMeter meter = meter(MachineTree.NO_NVML)) {
      EnergyMeter.Mark begin = meter.begin(List.of());
      zone("intel-rapl:0", "package-0", 70_000_000); // 60 J
      zone("intel-rapl:0:0", "core", 60_000_000); // included in the package
      zone("intel-rapl:0:1", "dram", 11_000_000); // 10 J
      zone("intel-rapl:1", "package-1", 186_671_150); // 330 J, after a wrap-around
      zone("intel-rapl:2", "psys", 900_000_000); // includes the packages
      busy(1000 + 4000); // 40 s of all processes

      RankUsage used = meter.used(begin, 10 * SECOND);

      assertThat(used.cpuNanos()).isEqualTo(10 * SECOND);
      assertThat(used.processors()).contains(Joules.ofMicrojoules(100_000_000));
      assertThat(used.devices()).isEmpty();
      assertThat(meter.counted())
          .contains("processor energy is counted (RAPL), device energy is modelled");
      assertThat(meter.warnings())
          .containsExactly("NVML: " + MachineTree.NO_NVML + " cannot be loaded");
    }
  }

  @Test
  void processors_ofAShortRank_doNotExceedTheTotal() {
    try (EnergyMeter meter = meter(MachineTree.NO_NVML)) {
      EnergyMeter.Mark begin = meter.begin(List.of());
      zone("intel-rapl:0", "package-0", 10_500_000);

      assertThat(meter.used(begin, SECOND / 200).processors())
          .contains(Joules.ofMicrojoules(500_000));
      assertThat(meter.used(begin, 0).processors()).contains(Joules.ZERO);
    }
  }

  @Test
  void machineWithoutCounters_measuresCpuTimeOnly() {
    MachineTree bare = new MachineTree(folder.resolve("bare"));
    try (EnergyMeter meter = EnergyMeter.open(bare.root(), MachineTree.NO_NVML, List.of())) {
      assertThat(meter.used(meter.begin(List.of()), SECOND))
          .isEqualTo(new RankUsage(SECOND, Optional.empty(), Optional.empty()));
    }
  }

  @Tag("gcc")
  @Test
  void devices_areMeasuredByNvml_inProportionToTheShare() throws Exception {
    try (EnergyMeter meter = meter(FakeNvml.build(folder))) {
      List<DeviceShare> shares =
          List.of(
              new DeviceShare(0, Share.WHOLE),
              new DeviceShare(1, new Share(400)),
              new DeviceShare(2, Share.WHOLE)); // without a counter

      Optional<DeviceEnergy> drawn = meter.used(meter.begin(shares), 0).devices();

      assertThat(drawn.orElseThrow().joules().amount()).isEqualByComparingTo("350");
      assertThat(drawn.orElseThrow().counted()).isEqualTo(Map.of("h100", 1400));
    }
  }

  @Tag("gcc")
  @Test
  void devices_tellWhatTheyDoNow_asFarAsTheirDriverDoes() throws Exception {
    try (EnergyMeter meter = meter(FakeNvml.build(folder))) {
      assertThat(meter.deviceUse())
          .containsExactly(
              new DeviceUse(
                  0,
                  Optional.of(97),
                  Optional.of(1L << 30),
                  Optional.of(60),
                  Optional.of(512_345L)),
              new DeviceUse(
                  1,
                  Optional.of(97),
                  Optional.of(2L << 30),
                  Optional.of(61),
                  Optional.of(512_345L)),
              new DeviceUse(
                  2, Optional.of(97), Optional.of(3L << 30), Optional.of(62), Optional.empty()));
    }
  }

  @Test
  void devices_withoutNvml_tellNothing() {
    try (EnergyMeter meter = meter(MachineTree.NO_NVML)) {
      assertThat(meter.deviceUse()).isEmpty();
    }
  }

  private EnergyMeter meter(String nvmlLibrary) {
    return EnergyMeter.open(machine.root(), nvmlLibrary, List.of(gpu(0), gpu(1), gpu(2)));
  }

  private static Device gpu(int index) {
    return new Device(
        index,
        index == 2 ? "p100" : "h100",
        "nvidia",
        MachineTree.MEMORY,
        Optional.of("GPU-0000000%d-aaaa-bbbb-cccc-dddddddddddd".formatted(index)),
        Optional.empty(),
        Optional.empty());
  }

  private void zone(String folder, String name, long microjoules) {
    String path = "sys/class/powercap/" + folder;
    machine
        .file(path + "/name", name + "\n")
        .file(path + "/energy_uj", microjoules + "\n")
        .file(path + "/max_energy_range_uj", "262143328850\n");
  }

  /** Writes a stat file with that many busy ticks, besides idle ones. */
  private void busy(long ticks) {
    machine.file(
        "proc/stat", "cpu  %d 0 0 999 77 0 0 0 0 0\ncpu0 1 2 3 4 5 6 7\n".formatted(ticks));
  }
}
