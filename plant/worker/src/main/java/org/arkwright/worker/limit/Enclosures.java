package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.arkwright.model.AttemptId;
import org.arkwright.model.EnforcedLimit;
import org.arkwright.model.Isolation;
import org.arkwright.model.JobSpec;

/**
 * Opens the bounds of ranks with the mechanisms that work on this machine. Safe for several
 * threads.
 *
 * <p>Policy: memory is a hard limit, swap included, and none when zero. CPU is a hard cap (CFS
 * quota over 100 ms), not a weight, so that a run takes as long on an idle machine as on a busy
 * one; none when zero or when the rank holds the whole machine. Processes and threads are capped at
 * 32,768 per rank, so every rank has a control group where any works, and can be killed to its last
 * process.
 */
public final class Enclosures {
  private final Mechanisms mechanisms;
  private final List<RankGroup> knownRoots;
  private final int machineCores;
  private final Leftovers leftovers = new Leftovers();

  private Enclosures(Mechanisms mechanisms, List<RankGroup> knownRoots, int machineCores) {
    this.mechanisms = mechanisms;
    this.knownRoots = List.copyOf(knownRoots);
    this.machineCores = machineCores;
  }

  /**
   * Tries every mechanism; takes some ten milliseconds. Failing mechanisms are not errors but
   * {@link #limits} that nothing enforces.
   *
   * @param folder the worker's own, existing folder: names its groups and remembers where they are
   * @throws IOException when the folder cannot be written
   */
  public static Enclosures probe(Path folder) throws IOException {
    Path real = folder.toRealPath();
    String scope = String.format(Locale.ROOT, "arkwright-%08x", real.toString().hashCode());
    Mechanisms mechanisms = Mechanisms.probe(Path.of("/proc"), scope);
    List<RankGroup> roots =
        new RootRecord(real.resolve("groups")).update(mechanisms.groups().roots());
    return new Enclosures(mechanisms, roots, Runtime.getRuntime().availableProcessors());
  }

  /** What holds here: one entry each for memory, cpu, processes and sandbox. */
  public List<EnforcedLimit> limits() {
    return mechanisms.report();
  }

  /**
   * Prepares the bounds of a rank about to start; a few control files, a fraction of a millisecond.
   *
   * @param writable folders that a sandboxed rank may write besides its own /tmp; they must exist
   * @param devices device files that a sandboxed rank may use
   * @throws IOException when a limit cannot be set or the sandbox does not work here; the rank must
   *     not be started then
   */
  public RankEnclosure open(
      AttemptId attempt, int rank, JobSpec spec, List<Path> writable, List<Path> devices)
      throws IOException {
    boolean sandboxed = spec.isolation() == Isolation.SANDBOX;
    if (sandboxed && mechanisms.sandboxProblem().isPresent()) {
      throw new IOException("no sandbox on this node: " + mechanisms.sandboxProblem().get());
    }
    Amounts amounts = Amounts.of(spec.resources(), machineCores);
    List<RankGroup> groups = new ArrayList<>();
    List<String> preamble = new ArrayList<>();
    try {
      for (GroupRoot root : mechanisms.groups().roots()) {
        if (root.bounds(amounts)) {
          RankGroup group = root.open(name(attempt, rank), amounts);
          groups.add(group);
          preamble.add(Shell.join(group.folder()));
        }
      }
    } catch (IOException e) {
      groups.forEach(group -> leftovers.remove(group.folder()));
      throw e;
    }
    if (amounts.memoryBytes() > 0 && mechanisms.memoryByProcess()) {
      preamble.add(Shell.dataLimit(amounts.memoryBytes()));
    }
    List<String> prefix = sandboxed ? Sandbox.argv(writable, devices) : List.of();
    return new RankEnclosure(groups, preamble, prefix, leftovers);
  }

  /**
   * The bounds of a rank that an earlier worker of the same folder started: to watch it further, or
   * to kill and remove what is left. Its preamble and prefix are empty; without any group left it
   * does nothing.
   */
  public RankEnclosure reopen(AttemptId attempt, int rank) {
    List<RankGroup> groups =
        knownRoots.stream()
            .map(root -> new RankGroup(root.files(), root.folder().resolve(name(attempt, rank))))
            .filter(group -> Files.isDirectory(group.folder()))
            .toList();
    return new RankEnclosure(groups, List.of(), List.of(), leftovers);
  }

  private static String name(AttemptId attempt, int rank) {
    return attempt + "-" + rank;
  }
}
