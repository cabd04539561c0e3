package org.arkwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalInt;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.terminal.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the twin prints item by item. */
@Timeout(120)
final class TwinItemsTest {
  private static final int SEEN_BYTES = 1_000;

  @Test
  void items_whoseReaderHasLeft_end_andTheTwinWithThem(@TempDir Path folder) throws Exception {
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(errors, true, StandardCharsets.UTF_8);
    PrintStream out = new PrintStream(new Left(), true, StandardCharsets.UTF_8);
    Terminal terminal =
        new Terminal(
            out,
            err,
            InputStream.nullInputStream(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            false,
            false,
            false);

    int code =
        Arkwright.execute(
            terminal,
            Map.of(),
            InstantSource.fixed(CommandShell.NOW),
            folder,
            "twin",
            "generate",
            "--jobs",
            "100000000",
            "-o",
            "json");

    assertThat(code).isEqualTo(ExitCode.OK);
    assertThat(errors.toString(StandardCharsets.UTF_8)).isEmpty();
    while (twinRuns()) {
      Thread.sleep(20);
    }
  }

  private static boolean twinRuns() {
    return ProcessHandle.current()
        .descendants()
        .anyMatch(child -> child.info().commandLine().orElse("").contains("100000000"));
  }

  /** A reader that leaves when it has seen some. */
  private static final class Left extends OutputStream {
    private int seen;

    @Override
    public void write(int one) throws IOException {
      seen++;
      if (seen > SEEN_BYTES) {
        throw new IOException("Broken pipe");
      }
    }
  }
}
