package org.arkwright.worker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.site.Site;
import org.arkwright.worker.device.NodeProbe;

/**
 * How a worker process is told what it works for.
 *
 * @param home its own folder: lock, spool, worker.json, worker.log
 * @param logs root of the ranks' logs
 * @param work where fresh working folders are made; the store of artifacts lies beside it, as
 *     {@code artifacts}
 * @param serverFile JSON that names the control plane's present {@code url}
 * @param tokenFile the token it shows there
 * @param firstLease how long it keeps running ranks before it has first reached the control plane
 * @param bootIdFile names the machine's present boot
 * @param site at which it stands; its node is then named for the machine and the site, so that one
 *     machine can be several nodes. Absent for the machine's own node
 */
public record WorkerOptions(
    Path home,
    Path logs,
    Path work,
    Path serverFile,
    Path tokenFile,
    Duration firstLease,
    Path bootIdFile,
    Optional<String> site) {
  /** Where Linux names its boot (random(4)). */
  public static final Path BOOT_ID_FILE = Path.of("/proc/sys/kernel/random/boot_id");

  /** The options as the arguments that {@link #parse} reads. */
  public String[] arguments() {
    List<String> words = new ArrayList<>();
    site.ifPresent(name -> words.addAll(List.of("--site", name)));
    words.addAll(List.of(usual()));
    return words.toArray(String[]::new);
  }

  private String[] usual() {
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
   * @throws IllegalArgumentException naming the option that is missing or unknown
   */
  static WorkerOptions parse(String... arguments) {
    Map<String, String> given = new TreeMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      if (!arguments[i].startsWith("--") || i + 1 == arguments.length) {
        throw new IllegalArgumentException("expected --name value, not " + arguments[i]);
      }
      given.put(arguments[i], arguments[i + 1]);
    }
    WorkerOptions options =
        new WorkerOptions(
            Path.of(take(given, "--home")),
            Path.of(take(given, "--logs")),
            Path.of(take(given, "--work")),
            Path.of(take(given, "--server-file")),
            Path.of(take(given, "--token-file")),
            Duration.parse(take(given, "--first-lease")),
            Path.of(take(given, "--boot-id-file")),
            Optional.ofNullable(given.remove("--site")));
    if (!given.isEmpty()) {
      throw new IllegalArgumentException("unknown options " + given.keySet());
    }
    return options;
  }

  /** The node that was found, at its site. */
  NodeSpec at(NodeSpec found) {
    if (site.isEmpty()) {
      return found;
    }
    SortedMap<String, String> labels = new TreeMap<>(found.labels());
    labels.put(Site.LABEL, site.get());
    return new NodeSpec(
        new NodeId(site.get(), NodeProbe.nodeName(found.id().name() + "-" + site.get())),
        found.cpuMillis(),
        found.memory(),
        found.devices(),
        found.topology(),
        labels,
        found.limits());
  }

  private static String take(Map<String, String> given, String name) {
    String value = given.remove(name);
    if (value == null) {
      throw new IllegalArgumentException("the option " + name + " is missing");
    }
    return value;
  }
}
