package org.arkwright.worker.rank;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.Function;
import org.arkwright.file.WholeFile;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.Work;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.protocol.Order;
import org.arkwright.protocol.RendezvousPoint;
import org.arkwright.ranklog.RankLogs;
import org.arkwright.worker.spool.RankRecords;

/** Starts the processes of ranks. Thread-safe. */
public final class RankSpawner {
  /** Not a name that users give, because their own files are beside it. */
  static final String SCRIPT = ".arkwright-script";

  /** The launcher's own: it must not run what a job's variables or folder name. */
  private static final Map<String, String> LAUNCHER_VARIABLES =
      Map.of("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");

  private static final Path ROOT = Path.of("/");

  private final Path workRoot;
  private final Path launcher;
  private final Path entries;
  private final Path permit;
  private final RankRecords records;
  private final RankLogs logs;
  private final MountFolders mounts;
  private final RankEnvironment environment;
  private final RankSecrets secrets;

  /**
   * Creates a spawner with a new permit; the permits of earlier incarnations are revoked.
   *
   * @param home the worker's folder; the launcher script is written there
   * @param workRoot the parent of new working folders
   * @param secrets opens the secret variables of ranks
   * @param access the variables with which an attempt's ranks access the control plane
   */
  public RankSpawner(
      Path home,
      Path workRoot,
      String incarnation,
      RankRecords records,
      RankLogs logs,
      MountFolders mounts,
      NodeSpec node,
      RankSecrets secrets,
      Function<Order.Launch, SortedMap<String, String>> access)
      throws IOException {
    this.workRoot = workRoot.toAbsolutePath();
    this.records = records;
    this.logs = logs;
    this.mounts = mounts;
    this.secrets = secrets;
    this.environment = new RankEnvironment(node, System.getenv(), access);
    this.permit = records.issuePermit(incarnation);
    this.entries = home.toAbsolutePath().resolve("entries");
    this.launcher = home.toAbsolutePath().resolve("launcher.sh");
    // Shells read a script incrementally, so one that ranks are running is replaced, not rewritten.
    try (InputStream text =
        Objects.requireNonNull(RankSpawner.class.getResourceAsStream("launcher.sh"))) {
      WholeFile.replace(launcher, text.readAllBytes());
    }
  }

  /**
   * Prepares the folders and script that the attempt's ranks share.
   *
   * @param point where they meet
   * @throws UnrunnableException when the spec asks for what is not there
   * @throws IOException when the node could not; no rank can start then
   */
  public AttemptWorkspace prepare(Order.Launch launch, RendezvousPoint point) throws IOException {
    Path workFolder = workRoot.resolve(launch.attempt().toString());
    Path script = workFolder.resolve(SCRIPT);
    Path directory = launch.spec().execution().workingDirectory().map(Path::of).orElse(workFolder);
    Files.createDirectories(workFolder);
    Files.createDirectories(
        Objects.requireNonNull(logs.file(launch.attempt(), 0).getParent(), "logs have a folder"));
    if (!Files.isDirectory(directory)) {
      throw new UnrunnableException(
          Files.exists(directory)
              ? "the working directory %s is a file on this node: name a folder"
                  .formatted(directory)
              : "the working directory %s does not exist on this node: make it there, or leave it"
                      .formatted(directory)
                  + " out, and the folder that the command is typed in travels with the job");
    }
    mounts.fill(launch, workFolder);
    if (launch.spec().execution().work() instanceof Work.Script(String text)) {
      Files.writeString(script, text);
    }
    SortedMap<String, String> variables = mounts.create(launch);
    return new AttemptWorkspace(script, directory, variables, point);
  }

  /**
   * Starts one rank.
   *
   * @throws UnrunnableException when its command is missing; the message, which is also written to
   *     the rank's log, says so
   * @throws IOException when the node could not start a process
   */
  public RankProcess.Child spawn(
      Order.Launch launch, AttemptWorkspace workspace, int localRank, RankIsolation isolation)
      throws IOException {
    int rank = launch.ranks().get(localRank).rank();
    SortedMap<String, String> variables = environment.of(launch, localRank, workspace.point());
    for (Map.Entry<String, String> folder : workspace.variables().entrySet()) {
      variables.putIfAbsent(folder.getKey(), folder.getValue());
    }
    secrets.open(launch.attempt(), variables);
    Path log = logs.file(launch.attempt(), rank);
    return switch (RankProgram.find(
        launch.spec().execution().work(), workspace.script(), workspace.directory(), variables)) {
      case RankProgram.Missing(String problem) -> {
        Files.writeString(
            log, problem + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        throw new UnrunnableException(problem);
      }
      case RankProgram.Found(List<String> program) -> {
        Path entry = entries.resolve(launch.attempt() + "." + rank);
        RankEntry entered =
            isolation.enter(new RankCommand(program, variables, workspace.directory(), entry));
        List<String> argv = new ArrayList<>();
        argv.addAll(List.of("/bin/sh", launcher.toString()));
        argv.add(records.file(launch.attempt(), rank).toString());
        argv.add(permit.toString());
        argv.add(String.join("\n", entered.preamble()));
        argv.addAll(entered.argv());
        yield new RankProcess.Child(SessionLeader.start(argv, LAUNCHER_VARIABLES, ROOT, log));
      }
    };
  }

  /** Removes an attempt's folders, except for files that its ranks left in its working folder. */
  public void clear(AttemptId attempt) throws IOException {
    Path workFolder = workRoot.resolve(attempt.toString());
    mounts.takeBack(attempt, workFolder);
    mounts.clear(attempt);
    if (Files.isDirectory(entries)) {
      try (DirectoryStream<Path> own = Files.newDirectoryStream(entries, attempt + ".*")) {
        for (Path entry : own) {
          Files.delete(entry);
        }
      }
    }
    try {
      Files.deleteIfExists(workFolder.resolve(SCRIPT));
      Files.deleteIfExists(workFolder);
    } catch (DirectoryNotEmptyException _) {
      // The job's own files are left to its submitter.
    }
  }
}
