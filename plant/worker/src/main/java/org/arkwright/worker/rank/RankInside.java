package org.arkwright.worker.rank;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A running rank as another program sees it that is to run inside: its variables, folder, user and
 * namespaces, read from its process.
 *
 * @param pid its own process, not that of its launcher
 * @param namespaces the options of nsenter(1) for those of its namespaces that are not ours
 */
public record RankInside(
    long pid,
    SortedMap<String, String> variables,
    Path directory,
    int user,
    int group,
    List<String> namespaces) {
  /** Programs between a launcher and its rank's command. */
  private static final List<String> WRAPPERS = List.of("bwrap");

  private static final Map<String, String> NAMESPACES =
      new TreeMap<>(
          Map.of(
              "mnt", "--mount",
              "pid", "--pid",
              "ipc", "--ipc",
              "uts", "--uts",
              "net", "--net",
              "user", "--user",
              "cgroup", "--cgroup"));

  public RankInside {
    namespaces = List.copyOf(namespaces);
  }

  /**
   * Finds the rank's process.
   *
   * @param launcher the process that started it
   * @throws IOException when it is not there, or may not be looked at
   */
  public static RankInside of(long launcher) throws IOException {
    Map<Long, List<Long>> children = children();
    long pid = launcher;
    do {
      pid =
          children.getOrDefault(pid, List.of()).stream()
              .findFirst()
              .orElseThrow(() -> new IOException("the rank has no process yet, or none any more"));
    } while (WRAPPERS.contains(name(pid)));
    Path process = process(pid);
    SortedMap<String, String> variables = new TreeMap<>();
    String environment = Files.readString(process.resolve("environ"), StandardCharsets.UTF_8);
    for (String setting : environment.split("\0", -1)) {
      int sign = setting.indexOf('=');
      if (sign > 0) {
        variables.put(setting.substring(0, sign), setting.substring(sign + 1));
      }
    }
    return new RankInside(
        pid,
        variables,
        Files.readSymbolicLink(process.resolve("cwd")),
        id(process, "Uid:"),
        id(process, "Gid:"),
        namespaces(process));
  }

  /** Whether it shares all namespaces with this process. */
  public boolean isOutside() {
    return namespaces.isEmpty();
  }

  private static Map<Long, List<Long>> children() throws IOException {
    Map<Long, List<Long>> children = new TreeMap<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path each : all) {
        long pid = Long.parseLong(each.getFileName().toString());
        ProcessStat.of(pid)
            .filter(stat -> !stat.hasEnded())
            .ifPresent(
                stat -> children.computeIfAbsent(stat.parent(), _ -> new ArrayList<>()).add(pid));
      }
    }
    return children;
  }

  private static String name(long pid) throws IOException {
    return Files.readString(process(pid).resolve("comm")).strip();
  }

  /** The effective id that a line of the process's status names (proc(5)). */
  private static int id(Path process, String line) throws IOException {
    try (Stream<String> lines = Files.lines(process.resolve("status"))) {
      return lines
          .filter(each -> each.startsWith(line))
          .map(each -> Integer.valueOf(each.split("\\s+", -1)[2]))
          .findFirst()
          .orElseThrow(() -> new IOException(process + " does not tell its user"));
    }
  }

  private static List<String> namespaces(Path process) throws IOException {
    List<String> options = new ArrayList<>();
    for (Map.Entry<String, String> each : NAMESPACES.entrySet()) {
      Optional<Path> ours = link(Path.of("/proc/self/ns", each.getKey()));
      Optional<Path> its = link(process.resolve("ns").resolve(each.getKey()));
      if (its.isPresent() && !its.equals(ours)) {
        options.add(each.getValue());
      }
    }
    return options;
  }

  private static Optional<Path> link(Path namespace) throws IOException {
    return Files.exists(namespace) || Files.isSymbolicLink(namespace)
        ? Optional.of(Files.readSymbolicLink(namespace))
        : Optional.empty();
  }

  private static Path process(long pid) {
    return Path.of("/proc", Long.toString(pid));
  }
}
