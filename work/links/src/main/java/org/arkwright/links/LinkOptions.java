package org.arkwright.links;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.options.OptionProblem;
import org.arkwright.options.ProgramOptions;

/**
 * What is to be measured.
 *
 * @param rank 0 for the one that listens, 1 for the one that measures
 * @param meeting the address at which the two meet
 * @param port the port there
 * @param node the name of this rank's node
 * @param networks the addresses of each node, by the names of networks
 * @param each how long one direction of one measurement takes
 * @param streams how many connections the measurement of several has
 */
record LinkOptions(
    int rank,
    String meeting,
    int port,
    String node,
    Map<String, SortedMap<String, String>> networks,
    Duration each,
    int streams) {
  /** The name of the network of ranks whose node names no address. */
  static final String MEETING = "meeting";

  private static final int STREAMS_DEFAULT = 4;
  private static final String NETWORKS =
      "NODE/NETWORK=ADDRESS, such as gpu-1/fabric=10.1.0.2, with commas between them";

  static LinkOptions parse(List<String> arguments, Map<String, String> environment) {
    ProgramOptions given = new ProgramOptions(arguments);
    double seconds = given.decimal("--seconds", 0.01, 60).orElse(1.0);
    int streams = given.whole("--streams", 1, 64).orElse(STREAMS_DEFAULT);
    Map<String, SortedMap<String, String>> networks =
        given.as("--networks", NETWORKS, LinkOptions::networks).orElse(Map.of());
    given.refuseRest();
    if (!environment.getOrDefault("WORLD_SIZE", "").equals("2")) {
      throw new OptionProblem(
          "WORLD_SIZE is '%s'".formatted(environment.getOrDefault("WORLD_SIZE", "")),
          "2: run it as a job of two ranks, as arkwright node test does");
    }
    return new LinkOptions(
        Integer.parseInt(environment.getOrDefault("RANK", "0")),
        environment.getOrDefault("MASTER_ADDR", "127.0.0.1"),
        Integer.parseInt(environment.getOrDefault("MASTER_PORT", "0")),
        environment.getOrDefault("ARKWRIGHT_NODE", ""),
        networks,
        Duration.ofNanos(Math.round(seconds * 1e9)),
        streams);
  }

  private static Optional<Map<String, SortedMap<String, String>>> networks(String text) {
    Map<String, SortedMap<String, String>> found = new TreeMap<>();
    for (String each : text.split(",", -1)) {
      int slash = each.indexOf('/');
      int equals = each.indexOf('=');
      if (slash < 1 || equals < slash + 2 || equals == each.length() - 1) {
        return Optional.empty();
      }
      found
          .computeIfAbsent(each.substring(0, slash), _ -> new TreeMap<>())
          .put(each.substring(slash + 1, equals), each.substring(equals + 1));
    }
    return Optional.of(found);
  }

  /** The addresses at which this rank is to be measured, by network: at least one. */
  SortedMap<String, String> own() {
    SortedMap<String, String> own = networks.getOrDefault(node, new TreeMap<>());
    return own.isEmpty() ? new TreeMap<>(Map.of(MEETING, meeting)) : own;
  }
}
