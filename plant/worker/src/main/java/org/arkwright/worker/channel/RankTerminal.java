package org.arkwright.worker.channel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.arkwright.protocol.ChannelTarget;
import org.arkwright.worker.rank.EntryScript;
import org.arkwright.worker.rank.PseudoTerminal;
import org.arkwright.worker.rank.RankInside;
import org.arkwright.worker.rank.RankIsolations;

/**
 * Starts programs in terminals inside of running ranks: they join the rank's control groups, then
 * its namespaces as its user without a way to more rights, then take its folder and variables. A
 * sandbox's filter of system calls is not theirs.
 */
final class RankTerminal {
  /** The variables until the rank's own are set, which must not reach a program outside of it. */
  private static final Map<String, String> OUTSIDE =
      Map.of("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");

  private static final List<String> SHELL =
      List.of("/bin/sh", "-c", "command -v bash > /dev/null && exec bash -i; exec sh -i");

  private final Path entries;
  private final RankIsolations isolations;

  /**
   * @param entries the folder for files that are gone once a program has started
   */
  RankTerminal(Path entries, RankIsolations isolations) {
    this.entries = entries;
    this.isolations = isolations;
  }

  /**
   * Starts the target's program.
   *
   * @param launcher the process that started the rank
   * @throws IOException when it cannot; the message tells the user why
   */
  PseudoTerminal start(ChannelTarget.Terminal target, long launcher) throws IOException {
    RankInside inside = RankInside.of(launcher);
    SortedMap<String, String> variables = new TreeMap<>(inside.variables());
    variables.put("TERM", target.type());
    Path entry = entries.resolve("terminal-" + UUID.randomUUID());
    EntryScript.write(entry, inside.directory(), variables, false);
    if (!inside.isOutside()) {
      Files.setAttribute(entry, "unix:uid", inside.user());
    }
    List<String> lines = new ArrayList<>(isolations.join(target.attempt(), target.rank()));
    String file = EntryScript.quoted(entry.toString());
    lines.add("exec 9< " + file + " || exit 126");
    lines.add("rm -f " + file);
    lines.add("exec \"$@\"");
    List<String> argv = new ArrayList<>(List.of("/bin/sh", "-c", String.join("\n", lines), "sh"));
    argv.addAll(enter(inside));
    argv.addAll(List.of("/bin/sh", "/proc/self/fd/9"));
    argv.addAll(target.command().isEmpty() ? SHELL : target.command());
    try {
      return PseudoTerminal.start(argv, OUTSIDE, target.rows(), target.columns());
    } catch (IOException e) {
      Files.deleteIfExists(entry);
      throw e;
    }
  }

  private static List<String> enter(RankInside inside) throws IOException {
    if (inside.isOutside()) {
      return List.of();
    }
    List<String> argv = new ArrayList<>();
    argv.addAll(List.of(program("setpriv"), "--no-new-privs", program("nsenter")));
    argv.addAll(List.of("--target", Long.toString(inside.pid())));
    argv.addAll(inside.namespaces());
    argv.addAll(List.of("--root", "--wd=/"));
    if (inside.namespaces().contains("--user")) {
      argv.add("--preserve-credentials");
    } else {
      argv.addAll(List.of("--setgid=" + inside.group(), "--setuid=" + inside.user()));
    }
    argv.add("--");
    return argv;
  }

  private static String program(String name) throws IOException {
    return Stream.of("/usr/bin", "/bin", "/usr/sbin", "/sbin")
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toString)
        .orElseThrow(() ->
            new IOException(
                "the job runs in a sandbox, and %s, which enters it, is not installed on its node"
                        .formatted(name)
                    + " (package util-linux)"));
  }
}
