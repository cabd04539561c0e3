package org.arkwright.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ChannelFramesTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(written);

  private DataInputStream back() {
    return new DataInputStream(new ByteArrayInputStream(written.toByteArray()));
  }

  private static DataInputStream bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }

  @Test
  void terminalFrames_areReadAsWritten() throws IOException {
    new TerminalFrame.Bytes(new byte[] {3, 0, -1}).write(out);
    new TerminalFrame.Resize(50, 65_535).write(out);
    new TerminalFrame.Exit(-1).write(out);

    DataInputStream in = back();
    assertThat(TerminalFrame.read(in))
        .get()
        .isInstanceOfSatisfying(
            TerminalFrame.Bytes.class,
            frame -> assertThat(frame.bytes()).containsExactly(3, 0, -1));
    assertThat(TerminalFrame.read(in)).contains(new TerminalFrame.Resize(50, 65_535));
    assertThat(TerminalFrame.read(in)).contains(new TerminalFrame.Exit(-1));
    assertThat(TerminalFrame.read(in)).isEmpty();
  }

  @Test
  void terminalFrameOfALaterKind_isSkipped() throws IOException {
    out.write(new byte[] {9, 0, 0, 0, 2, 1, 1});
    new TerminalFrame.Exit(7).write(out);

    assertThat(TerminalFrame.read(back())).contains(new TerminalFrame.Exit(7));
  }

  @Test
  void damagedTerminalFrames_areRefused() {
    assertThatThrownBy(() -> TerminalFrame.read(bytes(0, 127, 0, 0, 0)))
        .hasMessageContaining("length 2130706432");
    assertThatThrownBy(() -> TerminalFrame.read(bytes(0, 255, 0, 0, 0)))
        .hasMessageContaining("not a frame");
    assertThatThrownBy(() -> TerminalFrame.read(bytes(1, 0, 0, 0, 3, 1, 1, 1)))
        .hasMessageContaining("kind 1, length 3");
    assertThatThrownBy(() -> TerminalFrame.read(bytes(0, 0, 0, 0, 5, 1)))
        .isInstanceOf(EOFException.class);
  }
}
