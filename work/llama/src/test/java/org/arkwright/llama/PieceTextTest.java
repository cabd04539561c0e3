package org.arkwright.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class PieceTextTest {
  @Test
  void characterInFourPieces_appearsWithTheLast() {
    byte[] smile = "🙂".getBytes(StandardCharsets.UTF_8);
    PieceText text = new PieceText();
    for (int i = 0; i < 3; i++) {
      assertThat(text.add(new byte[] {smile[i]})).isEmpty();
    }
    assertThat(text.add(new byte[] {smile[3]})).isEqualTo("🙂");
    assertThat(text.end()).isEmpty();
  }

  @Test
  void bytesThatAreNoText_becomeReplacements_andNothingElseIsLost() {
    PieceText text = new PieceText();
    assertThat(text.add(new byte[] {'a', (byte) 0xFF, 'b'})).isEqualTo("a\uFFFDb");
    assertThat(text.add(new byte[] {(byte) 0xC3})).isEmpty();
    assertThat(text.add(new byte[] {'x'})).isEqualTo("\uFFFDx");
    assertThat(text.add(new byte[] {(byte) 0xE2, (byte) 0x82})).isEmpty();
    assertThat(text.end()).isEqualTo("\uFFFD");
  }
}
