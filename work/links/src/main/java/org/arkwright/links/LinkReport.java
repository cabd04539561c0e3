package org.arkwright.links;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What was measured, as seen from rank 1.
 *
 * @param from the node of rank 1
 */
record LinkReport(String from, List<Link> links) {
  LinkReport {
    links = List.copyOf(links);
  }

  /**
   * The link over one network; throughput in bytes a second, up being away from rank 1.
   *
   * @param problem why it could not be measured; then all figures are 0
   * @param clockNanos how far the clock of rank 0's host is ahead of this one's
   * @param clockErrorNanos by how much that may be wrong
   * @param nic what the slower of the two interfaces says that it can; 0 where neither says
   */
  record Link(
      String network,
      String address,
      Optional<String> problem,
      long p50Nanos,
      long p99Nanos,
      long clockNanos,
      long clockErrorNanos,
      long nic,
      double up,
      double down,
      double upStreams,
      double downStreams,
      int streams) {
    static Link broken(String network, String address, String problem, int streams) {
      return new Link(network, address, Optional.of(problem), 0, 0, 0, 0, 0, 0, 0, 0, 0, streams);
    }

    private String json() {
      return String.format(
          Locale.ROOT,
          "{\"network\":%s,\"address\":%s,%s\"p50Nanos\":%d,\"p99Nanos\":%d,\"clockNanos\":%d,"
              + "\"clockErrorNanos\":%d,\"nic\":%d,\"up\":%.0f,\"down\":%.0f,\"upStreams\":%.0f,"
              + "\"downStreams\":%.0f,\"streams\":%d}",
          quoted(network),
          quoted(address),
          problem.map(text -> "\"problem\":" + quoted(text) + ",").orElse(""),
          p50Nanos,
          p99Nanos,
          clockNanos,
          clockErrorNanos,
          nic,
          up,
          down,
          upStreams,
          downStreams,
          streams);
    }
  }

  /** The report as one line of JSON, which {@code arkwright node test} reads. */
  String json() {
    return "{\"from\":%s,\"links\":[%s]}"
        .formatted(quoted(from), links.stream().map(Link::json).collect(Collectors.joining(",")));
  }

  private static String quoted(String text) {
    return "\"" + text.replaceAll("[\"\\\\\\p{Cntrl}]", "?") + "\"";
  }
}
