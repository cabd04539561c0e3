package org.arkwright.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartsTest {
  private final List<String> closed = new ArrayList<>();
  private final Parts parts = new Parts();

  @Test
  void close_closesInReverse_eachOnce_evenAfterOneThatFails() {
    parts.start("a", () -> "a", closed::add);
    parts.closing(
        "b",
        () -> {
          closed.add("b");
          throw new IOException("b does not close");
        });
    parts.start("c", () -> "c", closed::add);
    parts.close();
    parts.close();
    assertThat(closed).containsExactly("c", "b", "a");
  }

  @Test
  void partThatDoesNotStart_isNotClosed_butEarlierOnesAre() {
    parts.start("a", () -> "a", closed::add);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> parts.start("b", PartsTest::fail, closed::add));
    parts.close();
    assertThat(closed).containsExactly("a");
  }

  private static String fail() throws IOException {
    throw new IOException("b does not start");
  }
}
