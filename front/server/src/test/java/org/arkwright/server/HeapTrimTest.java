package org.arkwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapTrimTest {
  private static final long MEGABYTE = 1 << 20;

  @Test
  void isDue_smallHeap_isNotCollected() {
    assertThat(HeapTrim.isDue(60 * MEGABYTE, 0)).isFalse();
  }

  @Test
  void isDue_moreThanHalfMayBeGarbage_isCollected() {
    assertThat(HeapTrim.isDue(300 * MEGABYTE, 100 * MEGABYTE)).isTrue();
    assertThat(HeapTrim.isDue(250 * MEGABYTE, 100 * MEGABYTE)).isFalse();
  }
}
