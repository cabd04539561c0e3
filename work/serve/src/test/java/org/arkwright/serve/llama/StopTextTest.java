package org.arkwright.serve.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StopTextTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void stopAcrossPieces_endsTheTextBeforeIt() {
    StopText text = new StopText(List.of("END", "\n\n"));
    assertThat(text.add(bytes("one E"))).isEqualTo("one ");
    assertThat(text.add(bytes("N"))).isEmpty();
    assertThat(text.add(bytes("D two"))).isEmpty();
    assertThat(text.isStopped()).isTrue();
    assertThat(text.end()).isEmpty();
  }

  @Test
  void beginOfAStopThatIsNone_isGivenLater() {
    StopText text = new StopText(List.of("END"));
    assertThat(text.add(bytes("an E"))).isEqualTo("an ");
    assertThat(text.add(bytes("x"))).isEqualTo("Ex");
    assertThat(text.add(bytes("EN"))).isEmpty();
    assertThat(text.end()).isEqualTo("EN");
    assertThat(text.isStopped()).isFalse();
  }

  @Test
  void firstOfSeveralStops_counts() {
    StopText text = new StopText(List.of("b", "a"));
    assertThat(text.add(bytes("xxabyy"))).isEqualTo("xx");
    assertThat(text.isStopped()).isTrue();
  }
}
