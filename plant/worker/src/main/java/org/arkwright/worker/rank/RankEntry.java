package org.arkwright.worker.rank;

import java.util.List;

/**
 * How the launcher's child becomes a rank's command.
 *
 * @param preamble lines of POSIX shell, run by the child, so that the launcher itself is not
 *     affected and survives to record the exit. A failing line ends the child with 126
 * @param argv what the child then executes; the preamble may have executed it already
 */
public record RankEntry(List<String> preamble, List<String> argv) {
  public RankEntry {
    preamble = List.copyOf(preamble);
    argv = List.copyOf(argv);
  }
}
