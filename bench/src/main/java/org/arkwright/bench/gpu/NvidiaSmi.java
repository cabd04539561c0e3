package org.arkwright.bench.gpu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A device as NVIDIA's own tool tells it.
 *
 * @param mebibytes its memory
 */
record NvidiaSmi(String uuid, String name, long mebibytes, String driver) {
  private static final String FIELDS = "uuid,name,memory.total,driver_version";
  private static final int SECONDS_MAX = 30;

  /** Asks the tool; empty where it is not installed or does not work. */
  static Optional<List<NvidiaSmi>> ask() throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder("nvidia-smi", "--query-gpu=" + FIELDS, "--format=csv,noheader,nounits")
              .redirectErrorStream(true)
              .start();
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.exitValue() == 0
          ? Optional.of(text.lines().filter(line -> !line.isBlank()).map(NvidiaSmi::of).toList())
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static NvidiaSmi of(String line) {
    String[] fields = line.split("\\s*,\\s*", -1);
    return new NvidiaSmi(fields[0], fields[1], Long.parseLong(fields[2].strip()), fields[3]);
  }
}
