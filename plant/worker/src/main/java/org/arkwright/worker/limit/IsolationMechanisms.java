package org.arkwright.worker.limit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.node.Capability;
import org.arkwright.model.node.EnforcedLimit;
import org.arkwright.protocol.Order;
import org.arkwright.worker.rank.MountFolders;
import org.arkwright.worker.rank.RankIsolation;
import org.arkwright.worker.rank.RankIsolations;

/**
 * Isolates ranks with the mechanisms that work on this machine. Thread-safe.
 *
 * <p>Memory is a hard limit, swap included; zero means no limit. CPU is a hard cap (CFS quota over
 * 100 ms), not a weight, so that a run takes as long on an idle machine as on a busy one; there is
 * none if it is zero or if the rank holds the whole machine. Processes and threads are capped per
 * rank, so every rank has a control group if any works, and can be killed completely.
 */
public final class IsolationMechanisms implements RankIsolations, AutoCloseable {
  private final Mechanisms mechanisms;
  private final Path workRoot;
  private final List<RankGroup> knownRoots;
  private final int machineCores;
  private final LeftoverCgroups leftovers = new LeftoverCgroups();

  private IsolationMechanisms(
      Mechanisms mechanisms, Path workRoot, List<RankGroup> knownRoots, int machineCores) {
    this.mechanisms = mechanisms;
    this.workRoot = workRoot;
    this.knownRoots = List.copyOf(knownRoots);
    this.machineCores = machineCores;
  }

  /**
   * Tries every mechanism; takes about ten milliseconds. A failing mechanism is not an error but
   * one of the {@link #limits} that is not enforced.
   *
   * @param folder the worker's existing folder, from whose path the groups are named, and in which
   *     their locations are recorded
   * @param workRoot the parent of the attempts' new working folders, named by attempt; a sandboxed
   *     rank may write to its own
   * @throws IOException when the folder cannot be written
   */
  public static IsolationMechanisms probe(Path folder, Path workRoot) throws IOException {
    return probe(folder, workRoot, List.of(), List.of());
  }

  /**
   * As {@link #probe(Path, Path)}, with folders that the site gives to every sandboxed job.
   *
   * @param readable those that they may read
   * @param writable those that they may write
   */
  public static IsolationMechanisms probe(
      Path folder, Path workRoot, List<Path> readable, List<Path> writable) throws IOException {
    Path real = folder.toRealPath();
    // A copy at the same path, in another mount namespace, has groups of its own.
    Object folderKey = Files.readAttributes(real, BasicFileAttributes.class).fileKey();
    String scope =
        String.format(Locale.ROOT, "arkwright-%08x", Objects.hash(real.toString(), folderKey));
    Mechanisms mechanisms =
        Mechanisms.probe(
            Path.of("/proc"),
            scope,
            real,
            new SandboxFolders(readable, writable, hidden(real, workRoot.toAbsolutePath())));
    List<RankGroup> roots =
        new CgroupRootRecord(real.resolve("groups")).update(mechanisms.groups().roots());
    int cores = Runtime.getRuntime().availableProcessors();
    return new IsolationMechanisms(mechanisms, workRoot.toAbsolutePath(), roots, cores);
  }

  /** The limits on this machine: one entry each for memory, cpu, processes and sandbox. */
  public List<EnforcedLimit> limits() {
    return mechanisms.report();
  }

  /** Takes a fraction of a millisecond. Fails if the spec needs a sandbox and none works. */
  @Override
  public RankIsolation open(AttemptId attempt, int rank, JobSpec spec) throws IOException {
    boolean sandboxed = spec.execution().isolation().sandboxed();
    if (sandboxed && mechanisms.sandbox().isEmpty()) {
      throw new IOException(Capability.SANDBOX.refusal() + ": " + mechanisms.sandboxProblem());
    }
    LimitValues amounts =
        LimitValues.of(spec.gang().resources(), machineCores, mechanisms.groups().room());
    List<RankGroup> groups = createGroups(name(attempt, rank), amounts);
    List<String> lines = new ArrayList<>();
    groups.forEach(group -> lines.add(ShellLines.join(group.folder())));
    if (amounts.memoryBytes() > 0 && mechanisms.memoryByProcess()) {
      lines.add(ShellLines.dataLimit(amounts.memoryBytes()));
    }
    return new CgroupIsolation(
        groups,
        lines,
        sandboxed
            ? command -> mechanisms.sandbox().orElseThrow().enter(command, grant(attempt, spec))
            : new Unlimited()::enter,
        leftovers);
  }

  /** Returns an isolation without preamble and prefix; without any group it does nothing. */
  @Override
  public RankIsolation adopt(AttemptId attempt, int rank, JobSpec spec) {
    return new CgroupIsolation(
        existing(attempt, rank), List.of(), new Unlimited()::enter, leftovers);
  }

  @Override
  public List<String> join(AttemptId attempt, int rank) {
    return existing(attempt, rank).stream().map(group -> ShellLines.join(group.folder())).toList();
  }

  private List<RankGroup> existing(AttemptId attempt, int rank) {
    return knownRoots.stream()
        .map(root -> new RankGroup(root.files(), root.folder().resolve(name(attempt, rank))))
        .filter(group -> Files.isDirectory(group.folder()))
        .toList();
  }

  @Override
  public int sweep(Supplier<Set<AttemptId>> live) {
    List<RankGroup> found = new ArrayList<>();
    for (RankGroup root : knownRoots) {
      try (Stream<Path> groups = Files.list(root.folder())) {
        groups
            .filter(Files::isDirectory)
            .forEach(group -> found.add(new RankGroup(root.files(), group)));
      } catch (IOException | UncheckedIOException _) {
        // It is gone, or cannot be read now.
      }
    }
    Set<AttemptId> owners = live.get();
    int swept = 0;
    for (RankGroup group : found) {
      Optional<AttemptId> attempt = attempt(group.folder());
      if (attempt.isPresent() && !owners.contains(attempt.get())) {
        CgroupIsolation left =
            new CgroupIsolation(List.of(group), List.of(), new Unlimited()::enter, leftovers);
        left.killAll();
        left.close();
        swept++;
      }
    }
    return swept;
  }

  @Override
  public void removePending() {
    leftovers.retry();
  }

  /** The attempt whose rank's group that is; empty for a group of another purpose. */
  private static Optional<AttemptId> attempt(Path group) {
    String name = group.getFileName().toString();
    int dash = name.lastIndexOf('-');
    return dash > 0 ? AttemptId.parse(name.substring(0, dash)) : Optional.empty();
  }

  /**
   * Removes the folders of this worker's groups, except those in which ranks still run. Called by a
   * worker that ends; a killed one leaves them, empty, to its successor.
   */
  @Override
  public void close() {
    leftovers.retry();
    knownRoots.forEach(root -> leftovers.remove(root.folder()));
  }

  private List<RankGroup> createGroups(String name, LimitValues amounts) throws IOException {
    List<RankGroup> groups = new ArrayList<>();
    try {
      for (GroupRoot root : mechanisms.groups().roots()) {
        if (root.limits(amounts)) {
          groups.add(root.create(name, amounts));
        }
      }
      return groups;
    } catch (IOException e) {
      groups.forEach(group -> leftovers.remove(group.folder()));
      throw e;
    }
  }

  @Override
  public void grant(Order.Launch launch) throws IOException {
    if (launch.spec().execution().isolation().sandboxed() && mechanisms.sandbox().isPresent()) {
      Sandbox.Grant grant = grant(launch.attempt(), launch.spec());
      SandboxUser users = mechanisms.sandbox().get().users();
      OwnedFolders.give(grant.work(), users, launch.attempt());
      for (Path folder : grant.writable()) {
        OwnedFolders.give(folder, users, launch.attempt());
      }
    }
  }

  @Override
  public void handBack(AttemptId attempt) throws IOException {
    if (mechanisms.sandbox().isPresent()) {
      OwnedFolders.takeBack(
          workRoot.resolve(attempt.toString()), mechanisms.sandbox().get().users());
    }
  }

  private Sandbox.Grant grant(AttemptId attempt, JobSpec spec) {
    Path mounts = MountFolders.of(workRoot, attempt);
    return new Sandbox.Grant(
        attempt,
        workRoot.resolve(attempt.toString()),
        spec.mounts().inputs().keySet().stream()
            .map(mounts.resolve("in")::resolve)
            .filter(Files::isDirectory)
            .toList(),
        Stream.concat(
                spec.mounts().outputs().keySet().stream().map(mounts.resolve("out")::resolve),
                Stream.of(MountFolders.checkpoints(workRoot, attempt.job())))
            .filter(Files::isDirectory)
            .toList(),
        spec.gang().resources().devices().isPresent(),
        spec.execution().isolation());
  }

  /** The folders of the worker and the server: tokens, journal, logs, other jobs' files. */
  private static List<Path> hidden(Path folder, Path workRoot) {
    return Stream.of(folder, workRoot)
        .flatMap(each -> Stream.of(each, each.resolveSibling(".").normalize()))
        .filter(each -> each.getNameCount() > 0)
        .distinct()
        .toList();
  }

  private static String name(AttemptId attempt, int rank) {
    return attempt + "-" + rank;
  }
}
