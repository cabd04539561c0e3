package org.arkwright.worker.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceKindTest {
  @ParameterizedTest
  @CsvSource({
    "NVIDIA H100 80GB HBM3, h100",
    "NVIDIA H100 PCIe, h100",
    "NVIDIA H200, h200",
    "nvidia-h200, h200",
    "NVIDIA H100 NVL, h100",
    "Tesla V100-SXM2-32GB, v100",
    "Tesla T4, t4",
    "NVIDIA A100-SXM4-40GB, a100",
    "NVIDIA A100-SXM4-40GB MIG 1g.5gb, a100-mig-1g.5gb",
    "NVIDIA GeForce RTX 4090, rtx-4090",
    "NVIDIA RTX 6000 Ada Generation, rtx-6000-ada-generation",
    "NVIDIA GH200 480GB, gh200",
    "NVIDIA L40S, l40s",
    "NVIDIA B200, b200",
    "AMD Instinct MI300X, mi300x",
    "AMD Instinct MI300X OAM, mi300x",
    "Intel(R) Data Center GPU Max 1550, data-center-max-1550",
    "Trainium2, trainium2",
    "NVIDIA Graphics, nvidia-graphics",
    "'  ', unknown",
    "***, unknown"
  })
  void of_modelName_isItsShortName(String modelName, String kind) {
    assertThat(DeviceKind.of(modelName)).isEqualTo(kind);
  }
}
