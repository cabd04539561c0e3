package org.arkwright.worker;

import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.site.Site;
import org.arkwright.options.OptionProblem;
import org.arkwright.options.ProgramOptions;
import org.arkwright.worker.device.NodeProbe;

/**
 * The command-line options of a worker process.
 *
 * @param home the worker's folder: lock, spool, worker.json, worker.log
 * @param logs the root of the ranks' logs
 * @param work the parent of new working folders; the artifact store is its sibling {@code
 *     artifacts}
 * @param serverFile JSON with the control plane's current {@code url}
 * @param tokenFile the worker's own token, with which it authenticates there; renewed by whoever
 *     starts the worker
 * @param firstLease the time for which it keeps ranks before it first reaches the control plane
 * @param bootIdFile the file with the id of the machine's current boot
 * @param site the worker's site; its node is then named after machine and site, so that one machine
 *     can be several nodes. Absent for the machine's own node
 * @param terms what the site gives to jobs
 * @param host what a host that has joined is; absent on the control plane's own machine, whose
 *     files it has instead
 * @param files how files come here and leave; empty if the folders are on the server's disk
 */
public record WorkerOptions(
    Path home,
    Path logs,
    Path work,
    Path serverFile,
    Path tokenFile,
    Duration firstLease,
    Path bootIdFile,
    Optional<String> site,
    JobTerms terms,
    Optional<JoinedHost> host,
    Optional<FilesByHttp> files) {
  /** The file with the id of Linux's current boot (random(4)). */
  public static final Path BOOT_ID_FILE = Path.of("/proc/sys/kernel/random/boot_id");

  /** The options of a worker on the control plane's own machine. */
  public WorkerOptions(
      Path home,
      Path logs,
      Path work,
      Path serverFile,
      Path tokenFile,
      Duration firstLease,
      Path bootIdFile,
      Optional<String> site,
      JobTerms terms) {
    this(
        home,
        logs,
        work,
        serverFile,
        tokenFile,
        firstLease,
        bootIdFile,
        site,
        terms,
        Optional.empty(),
        Optional.empty());
  }

  /** Returns the options as the arguments that {@link #parse} reads. */
  public String[] arguments() {
    List<String> arguments = new ArrayList<>();
    site.ifPresent(name -> arguments.addAll(List.of("--site", name)));
    arguments.addAll(List.of(commonArguments()));
    arguments.addAll(FilesByHttp.arguments(files));
    arguments.addAll(terms.arguments());
    return arguments.toArray(String[]::new);
  }

  private String[] commonArguments() {
    return new String[] {
      "--home", home.toString(),
      "--logs", logs.toString(),
      "--work", work.toString(),
      "--server-file", serverFile.toString(),
      "--token-file", tokenFile.toString(),
      "--first-lease", firstLease.toString(),
      "--boot-id-file", bootIdFile.toString()
    };
  }

  /**
   * Reads {@code --name value} pairs.
   *
   * @throws OptionProblem naming the option that is missing, invalid or unknown
   */
  static WorkerOptions parse(String... arguments) {
    ProgramOptions options = new ProgramOptions(List.of(arguments));
    WorkerOptions parsed =
        new WorkerOptions(
            folder(options, "--home"),
            folder(options, "--logs"),
            folder(options, "--work"),
            options.requiredPath("--server-file", "a file with the control plane's url"),
            options.requiredPath("--token-file", "the file of a worker's token"),
            options
                .as("--first-lease", "a time such as PT15S", WorkerOptions::duration)
                .orElseThrow(() -> new OptionProblem("no --first-lease is given", "a time")),
            options.path("--boot-id-file").orElse(BOOT_ID_FILE),
            options.text("--site"),
            JobTerms.take(options),
            Optional.empty(),
            FilesByHttp.take(options));
    options.refuseRest();
    return parsed;
  }

  private static Path folder(ProgramOptions options, String name) {
    return options.requiredPath(name, name + " FOLDER");
  }

  private static Optional<Duration> duration(String text) {
    try {
      return Optional.of(Duration.parse(text));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  /** Returns the worker that a process with these options is. */
  public WorkerId worker() {
    String host = NodeProbe.hostName();
    return new WorkerId(
        site.orElse(NodeId.HOME),
        NodeProbe.nodeName(site.map(name -> host + "-" + name).orElse(host)));
  }

  /** Returns the discovered node, moved to this worker's site. */
  NodeSpec at(NodeSpec found) {
    if (host.isPresent()) {
      return host.get().at(found);
    }
    if (site.isEmpty()) {
      return found;
    }
    String name = NodeProbe.nodeName(found.id().name() + "-" + site.get());
    return found.withId(new NodeId(site.get(), name)).withLabel(Site.LABEL, site.get());
  }
}
