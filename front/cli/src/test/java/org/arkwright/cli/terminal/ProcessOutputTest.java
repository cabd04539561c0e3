package org.arkwright.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class ProcessOutputTest {
  private static final Path NOWHERE = Path.of("/nowhere");

  @Test
  void output_thatIsWritten_hasNoProblem() {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    ProcessOutput output = ProcessOutput.of(written, NOWHERE);
    output.println("größer");

    assertThat(output.problem()).isEmpty();
    assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("größer\n");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void output_toAFullDisk_saysWhatIsWrong() throws Exception {
    try (FileOutputStream full = new FileOutputStream("/dev/full")) {
      ProcessOutput output = ProcessOutput.of(full, NOWHERE);
      output.println("lost");

      assertThat(output.problem()).hasValueSatisfying(text -> assertThat(text).isNotBlank());
    }
  }

  @Test
  void output_whoseReaderHasLeft_isEnough(@TempDir Path folder) throws Exception {
    Path pipe = Files.createSymbolicLink(folder.resolve("1"), Path.of("pipe:[4711]"));

    assertThat(failing("Datenübergabe unterbrochen", pipe).problem()).isEmpty();
    assertThat(failing("Broken pipe", NOWHERE).problem()).isEmpty();
    Path named = Files.createSymbolicLink(folder.resolve("2"), Path.of("/tmp/named"));
    assertThat(failing("Broken pipe", named).problem()).isEmpty();
    assertThat(failing("No space left on device", named).problem()).isPresent();
    assertThat(failing("Input/output error", NOWHERE).problem()).contains("Input/output error");
  }

  private static ProcessOutput failing(String message, Path descriptor) {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int one) throws IOException {
            throw new IOException(message);
          }
        };
    ProcessOutput output = ProcessOutput.of(closed, descriptor);
    output.println("more");
    return output;
  }
}
