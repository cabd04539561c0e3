package org.arkwright.worker.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.arkwright.model.node.Device;
import org.arkwright.model.unit.Bytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Discovery in trees with the paths and texts of the vendors' drivers. */
class DeviceDiscoveryTest {
  private static final String KFD = "sys/class/kfd/kfd/topology/nodes/";

  @TempDir Path root;
  private MachineTree machine;

  @BeforeEach
  void emptyMachine() {
    machine = new MachineTree(root);
  }

  @Test
  void machine_withoutAccelerators_offersItsCpu() {
    machine.pci("0000:00:1f.2", "0x8086", "0x2922", "0x010601");
    assertCpuAlone(machine.discover());
    assertThat(machine.discover().warnings()).isEmpty();
  }

  @Test
  void machine_withoutAnyTree_offersItsCpu() {
    assertCpuAlone(machine.discover());
  }

  @Test
  void nvidia_withoutNvml_isFoundInItsDriversFiles() {
    machine
        .pci("0000:3b:00.0", "0x10de", "0x1db6", "0x030200")
        .file(
            "proc/driver/nvidia/gpus/0000:3b:00.0/information",
            """
            Model: \t\t Tesla V100-PCIE-32GB
            IRQ:   \t\t 120
            GPU UUID: \t GPU-6f1d2b0a-0000-1111-2222-333344445555
            Video BIOS: \t 88.00.98.00.01
            Bus Location: \t 0000:3b:00.0
            Device Minor: \t 0
            """);

    Discovery discovery = machine.discover();

    assertThat(discovery.devices())
        .containsExactly(
            new Device(
                0,
                "v100",
                "nvidia",
                Bytes.ZERO,
                Optional.of("GPU-6f1d2b0a-0000-1111-2222-333344445555"),
                Optional.of("/dev/nvidia0"),
                Optional.empty()));
    assertThat(discovery.warnings())
        .anyMatch(warning -> warning.contains("cannot be loaded"))
        .anyMatch(warning -> warning.contains("memory of NVIDIA devices is unknown"));
  }

  @Test
  void nvidia_withoutDriver_isNotOffered_andWarnedAbout() {
    machine.pci("0000:3b:00.0", "0x10de", "0x2330", "0x030200");
    Discovery discovery = machine.discover();
    assertCpuAlone(discovery);
    assertThat(discovery.warnings()).anyMatch(warning -> warning.contains("is the driver loaded"));
  }

  @Test
  void nvidia_audioFunctionAlone_isNotADevice() {
    machine.pci("0000:3b:00.1", "0x10de", "0x22ba", "0x040300");
    assertCpuAlone(machine.discover());
    assertThat(machine.discover().warnings()).isEmpty();
  }

  @Test
  void amd_twoLinkedCards_shareADomain() {
    machine.file(KFD + "0/properties", "cpu_cores_count 64\nsimd_count 0\nvendor_id 0\n");
    amdCard(1, 128, "16045690984833335023").file(link(1, 0), "type 2\nnode_to 0\n");
    machine.file(link(1, 1), "type 11\nnode_to 2\n");
    amdCard(2, 129, "16045690984833335024").file(link(2, 1), "type 11\nnode_to 1\n");

    assertThat(machine.discover().devices())
        .containsExactly(
            new Device(
                0,
                "mi300x",
                "amd",
                Bytes.ofGibibytes(192),
                Optional.of("GPU-deadbeefdeadbeef"),
                Optional.of("/dev/dri/renderD128"),
                Optional.of("xgmi0")),
            new Device(
                1,
                "mi300x",
                "amd",
                Bytes.ofGibibytes(192),
                Optional.of("GPU-deadbeefdeadbef0"),
                Optional.of("/dev/dri/renderD129"),
                Optional.of("xgmi0")));
  }

  @Test
  void amd_productName_takesPrecedenceOverPciId() {
    amdCard(1, 128, "0")
        .file("sys/class/drm/renderD128/device/product_name", "AMD Instinct MI250X\n");
    Device card = machine.discover().devices().getFirst();
    assertThat(card.kind()).isEqualTo("mi250x");
    assertThat(card.uuid()).isEmpty();
  }

  @Test
  void gaudi_withItsDriver_isFound() {
    machine
        .pci("0000:19:00.0", "0x1da3", "0x1020", "0x120000")
        .file("sys/class/accel/accel0/device/vendor", "0x1da3\n")
        .file("sys/class/accel/accel0/device/device", "0x1020\n");
    assertOnly("gaudi2", "intel", Bytes.ofGibibytes(96), "/dev/accel/accel0");
  }

  @Test
  void tpu_byAccelFile_isFound() {
    machine.pci("0000:00:04.0", "0x1ae0", "0x005e", "0x120000").file("dev/accel0", "");
    assertOnly("tpu-v4", "google", Bytes.ofGibibytes(32), "/dev/accel0");
  }

  @Test
  void tpu_byVfioGroup_isFound() {
    machine
        .pci("0000:00:05.0", "0x1ae0", "0x0063", "0x120000")
        .link("sys/bus/pci/devices/0000:00:05.0/iommu_group", "../../kernel/iommu_groups/7")
        .file("dev/vfio/7", "");
    assertOnly("tpu-v5e", "google", Bytes.ofGibibytes(16), "/dev/vfio/7");
  }

  @Test
  void googleNetworkCard_isNotATpu() {
    machine.pci("0000:00:04.0", "0x1ae0", "0x0042", "0x020000").file("dev/accel0", "");
    assertCpuAlone(machine.discover());
  }

  @Test
  void neuron_withItsDriver_isFound() {
    machine
        .file("dev/neuron0", "")
        .file("sys/class/neuron_device/neuron0/info/architecture/device_name", "Trainium2\n");
    assertOnly("trainium2", "aws", Bytes.ofGibibytes(96), "/dev/neuron0");
  }

  @Test
  void ascend_withItsDriver_isFound() {
    machine
        .pci("0000:c1:00.0", "0x19e5", "0xd802", "0x120000")
        .file("dev/davinci0", "")
        .file("dev/davinci_manager", "");
    assertOnly("ascend-910b", "huawei", Bytes.ZERO, "/dev/davinci0");
  }

  @Test
  void intel_onlyWithDeviceMemory_isADevice() {
    String card = "sys/bus/pci/devices/0000:4d:00.0/drm";
    machine
        .pci("0000:00:02.0", "0x8086", "0x4680", "0x030000")
        .pci("0000:4d:00.0", "0x8086", "0x56c0", "0x038000")
        .file("sys/bus/pci/devices/0000:00:02.0/drm/card0/dev", "226:0\n")
        .file(card + "/card1/lmem_total_bytes", "17179869184\n")
        .file(card + "/renderD129/dev", "226:129\n");
    assertOnly("flex-170", "intel", Bytes.ofGibibytes(16), "/dev/dri/renderD129");
  }

  @Test
  void garbage_inEveryTree_isWarnedAboutNotThrown() {
    machine
        .pci("0000:01:00.0", "nonsense", "0xzz", "")
        .pci("0000:02:00.0", "0x10de", "0x2330", "0x030200")
        .file("proc/driver/nvidia/gpus/0000:02:00.0/information", "\0\0\0")
        .file(KFD + "1/properties", "simd_count many\n\nvendor_id 99999999999999999999\n")
        .file(KFD + "2/mem_banks", "a file where a folder belongs")
        .file("sys/class/accel/accel0/device/vendor", "-1")
        .file("dev/vfio", "a file where a folder belongs");

    Discovery discovery = machine.discover();

    assertCpuAlone(discovery);
    assertThat(discovery.warnings())
        .contains("/sys/bus/pci/devices/0000:01:00.0/vendor does not contain a number")
        .anyMatch(warning -> warning.endsWith("information contains no model"));
  }

  @Test
  void unreadableFile_isWarnedAbout() {
    machine.file("sys/bus/pci/devices/0000:01:00.0/vendor/is-a-folder", "");
    assertThat(machine.discover().warnings())
        .anyMatch(warning -> warning.startsWith("cannot read /sys/bus/pci/devices/0000:01:00.0"));
  }

  @Test
  void severalVendors_areNumberedConsecutively() {
    amdCard(1, 128, "5").file("dev/neuron0", "").file("dev/neuron1", "");
    assertThat(machine.discover().devices()).extracting(Device::index).containsExactly(0, 1, 2);
  }

  private MachineTree amdCard(int node, int minor, String uniqueId) {
    return machine
        .file(
            KFD + node + "/properties",
            """
            cpu_cores_count 0
            simd_count 1216
            vendor_id 4098
            device_id 29857
            drm_render_minor %d
            unique_id %s
            """
                .formatted(minor, uniqueId))
        .file(KFD + node + "/mem_banks/0/properties", "heap_type 1\nsize_in_bytes 206158430208\n");
  }

  private static String link(int node, int link) {
    return KFD + node + "/io_links/" + link + "/properties";
  }

  private void assertOnly(String kind, String vendor, Bytes memory, String path) {
    Optional<String> none = Optional.empty();
    assertThat(machine.discover().devices())
        .containsExactly(new Device(0, kind, vendor, memory, none, Optional.of(path), none));
  }

  private static void assertCpuAlone(Discovery discovery) {
    Optional<String> none = Optional.empty();
    assertThat(discovery.devices())
        .containsExactly(new Device(0, "cpu", "cpu", MachineTree.MEMORY, none, none, none));
  }
}
