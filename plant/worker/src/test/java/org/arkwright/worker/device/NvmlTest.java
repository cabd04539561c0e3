package org.arkwright.worker.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.arkwright.model.node.Device;
import org.arkwright.model.unit.Bytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NVIDIA's devices through a fake library, compiled by gcc from fake-nvml.c. */
@Tag("gcc")
class NvmlTest {
  @TempDir Path folder;
  private MachineTree machine;

  @BeforeEach
  void threeCardsOnTheBus() {
    machine =
        new MachineTree(folder.resolve("root"))
            .pci("0000:1b:00.0", "0x10de", "0x2330", "0x030200")
            .pci("0000:43:00.0", "0x10de", "0x2330", "0x030200")
            .pci("0000:9a:00.0", "0x10de", "0x1db5", "0x030200");
  }

  @Test
  void nvml_threeCards_areDescribed() throws Exception {
    Discovery discovery = machine.discover(fakeNvml());

    assertThat(discovery.warnings()).isEmpty();
    assertThat(discovery.devices())
        .containsExactly(
            h100(0, "GPU-00000000-aaaa-bbbb-cccc-dddddddddddd"),
            h100(1, "GPU-00000001-aaaa-bbbb-cccc-dddddddddddd"),
            new Device(
                2,
                "v100",
                "nvidia",
                Bytes.ofGibibytes(32),
                Optional.of("GPU-00000002-aaaa-bbbb-cccc-dddddddddddd"),
                Optional.of("0000:9a:00.0"),
                Optional.empty()));
  }

  @Test
  void nvml_withoutDriver_fallsBackWithAWarning() throws Exception {
    Discovery discovery = machine.discover(fakeNvml("-DFAIL_INIT"));

    assertThat(discovery.devices()).extracting(Device::kind).containsExactly("cpu");
    assertThat(discovery.warnings())
        .contains("NVML: nvmlInit_v2 failed with code 9 (the driver is not loaded)");
  }

  @Test
  void nvml_oneCardLost_leavesTheOthers() throws Exception {
    Discovery discovery = machine.discover(fakeNvml("-DLOST"));

    assertThat(discovery.devices()).extracting(Device::kind).containsExactly("h100", "v100");
    assertThat(discovery.warnings())
        .anyMatch(warning -> warning.contains("device 1") && warning.contains("the GPU is lost"))
        .anyMatch(warning -> warning.contains("2 of 3 NVIDIA devices"));
  }

  @Test
  void nvml_withoutHardware_isNotLoaded() throws Exception {
    MachineTree bare = new MachineTree(folder.resolve("bare"));
    Discovery discovery = bare.discover(fakeNvml());
    assertThat(discovery.devices()).extracting(Device::kind).containsExactly("cpu");
    assertThat(discovery.warnings()).isEmpty();
  }

  @Test
  void nvml_thatIsAnotherLibrary_isDetected() {
    assertThat(machine.discover("libc.so.6").warnings())
        .anyMatch(warning -> warning.contains("the library has no nvmlInit_v2"));
  }

  private static Device h100(int index, String uuid) {
    return new Device(
        index,
        "h100",
        "nvidia",
        new Bytes(85_520_809_984L),
        Optional.of(uuid),
        Optional.of("/dev/nvidia" + index),
        Optional.of("nvlink0"));
  }

  private String fakeNvml(String... flags) throws Exception {
    return FakeNvml.build(folder, flags);
  }
}
