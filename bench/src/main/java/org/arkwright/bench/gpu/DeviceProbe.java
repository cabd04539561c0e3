package org.arkwright.bench.gpu;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * What a rank of the benchmark runs. It leaves lines of a word and its value in a file of its job
 * and rank.
 *
 * <pre>
 * FOLDER see             which devices the driver shows
 * FOLDER burn SECONDS    load on the first of them, which nobody else may hold meanwhile
 * FOLDER share SECONDS   the same, beside others
 * </pre>
 */
public final class DeviceProbe {
  /** Exit status of a rank whose device somebody else holds. */
  static final int HELD_TWICE = 97;

  private static final int FAILED = 1;
  private static final int WRONG_USE = 2;

  private DeviceProbe() {}

  /** Does what the arguments say; the exit status is 0, 1 with a line on stderr, or 97. */
  public static void main(String[] arguments) throws IOException {
    int status;
    if (arguments.length < 2) {
      System.err.println("expected FOLDER see, burn SECONDS or share SECONDS");
      status = WRONG_USE;
    } else {
      status = run(Path.of(arguments[0]), List.of(arguments).subList(1, arguments.length));
    }
    System.exit(status);
  }

  private static int run(Path folder, List<String> words) throws IOException {
    String name = System.getenv("ARKWRIGHT_JOB_NAME");
    String rank = System.getenv().getOrDefault("RANK", "0");
    Path file = folder.resolve(name + "." + rank);
    try (Arena arena = Arena.ofConfined()) {
      Cuda cuda = Cuda.open(arena);
      int count = cuda.count();
      StringBuilder lines = new StringBuilder("count " + count + "\n");
      for (int device = 0; device < count; device++) {
        lines.append("device ").append(cuda.uuid(device)).append('\n');
      }
      if (words.getFirst().equals("see")) {
        Files.writeString(file, lines.toString());
        return 0;
      }
      boolean shared = words.getFirst().equals("share");
      try (FileChannel lock =
              FileChannel.open(
                  folder.resolve(cuda.uuid(0) + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock held = shared ? null : lock.tryLock()) {
        if (!shared && held == null) {
          System.err.println(cuda.uuid(0) + " is held by another rank as well");
          Files.writeString(file, lines.toString());
          return HELD_TWICE;
        }
        Files.writeString(file, lines.toString());
        Burn.Result result = Burn.on(cuda, 0).run(Double.parseDouble(words.get(1)));
        lines.append("operations ").append(result.operations()).append('\n');
        lines.append("seconds ").append(result.seconds()).append('\n');
        Files.writeString(file, lines.toString());
        return 0;
      }
    } catch (Cuda.CudaException e) {
      System.err.println(e.getMessage());
      Files.writeString(file, "failure " + e.getMessage() + "\n");
      return FAILED;
    }
  }

  /** What a rank left; words that it did not leave are absent. */
  record Left(List<String> lines) {
    static Left of(Path folder, String job, int rank) throws IOException {
      Path file = folder.resolve(job + "." + rank);
      return new Left(Files.exists(file) ? Files.readAllLines(file) : List.of());
    }

    Optional<String> value(String word) {
      return values(word).stream().findFirst();
    }

    List<String> values(String word) {
      return lines.stream()
          .filter(line -> line.startsWith(word + " "))
          .map(line -> line.substring(word.length() + 1))
          .toList();
    }

    double number(String word) {
      return value(word).map(Double::parseDouble).orElse(Double.NaN);
    }
  }
}
