package org.arkwright.cli.home;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DiskSpaceTest {
  private static final long GIB = 1L << 30;

  @Test
  void fileSystemThatTellsNoSizes_isNotFull() {
    DiskSpace untold = new DiskSpace(0, 0);

    assertThat(untold.isFull()).isFalse();
    assertThat(untold.isLittle()).isFalse();
    assertThat(untold).hasToString("an unknown amount is free");
  }

  @Test
  void fileSystem_isFull_orNearlySo() {
    assertThat(new DiskSpace(0, 100 * GIB).isFull()).isTrue();
    assertThat(new DiskSpace(GIB, 100 * GIB).isFull()).isFalse();
    assertThat(new DiskSpace(GIB, 100 * GIB).isLittle()).isTrue();
    assertThat(new DiskSpace(2 * GIB, 10 * GIB).isLittle()).isFalse();
    assertThat(new DiskSpace(2 * GIB, 10 * GIB)).hasToString("2 GiB of 10 GiB are free");
  }
}
