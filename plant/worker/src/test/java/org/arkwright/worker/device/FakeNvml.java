package org.arkwright.worker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A fake of NVIDIA's library, compiled by gcc from fake-nvml.c. */
final class FakeNvml {
  private FakeNvml() {}

  /** Compiles it with these flags; if gcc is missing, the test is skipped. */
  static String build(Path folder, String... flags) throws IOException, InterruptedException {
    assumeThat(Files.isExecutable(Path.of("/usr/bin/gcc"))).as("gcc is installed").isTrue();
    Path source = folder.resolve("fake-nvml.c");
    try (InputStream text =
        Objects.requireNonNull(FakeNvml.class.getResourceAsStream("fake-nvml.c"))) {
      Files.write(source, text.readAllBytes());
    }
    Path library = folder.resolve("libnvidia-ml.so.1");
    List<String> command = new ArrayList<>(List.of("/usr/bin/gcc", "-shared", "-fPIC"));
    command.addAll(List.of(flags));
    command.addAll(List.of("-o", library.toString(), source.toString()));
    Process compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(compiler.waitFor()).as(output).isZero();
    return library.toString();
  }
}
