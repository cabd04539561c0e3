package org.arkwright.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The attempts according to the journal's export.
 *
 * @param started all attempts, by job. A lost attempt may or may not have run, and its start may or
 *     may not have been reported: a worker that is killed, or disconnected until its lease expires,
 *     reports nothing more about it
 * @param ran the attempts whose command certainly ran, by job
 * @param neverRan the attempts whose command certainly did not begin, by job
 * @param finals the number of final states, by job
 */
record JournalAccount(
    Map<String, NavigableSet<Integer>> started,
    Map<String, NavigableSet<Integer>> ran,
    Map<String, NavigableSet<Integer>> neverRan,
    Map<String, Integer> finals) {
  private static final Set<String> NEVER_RAN = Set.of("NeverRan", "NotStarted", "Unstartable");

  /** The exits of ranks that may or may not have run. */
  private static final Set<String> MAY_NOT_HAVE_RUN = Set.of("Lost", "Stopped");

  static JournalAccount of(String export) {
    JournalAccount account =
        new JournalAccount(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    export.lines().forEach(line -> account.add(RetryingClient.parse(line).path("event")));
    return account;
  }

  private void add(JsonNode event) {
    switch (event.path("type").asText()) {
      case "AttemptStarted" -> add(started, event);
      case "RankEnded" -> {
        String exit = event.path("exit").path("type").asText();
        if (NEVER_RAN.contains(exit)) {
          add(neverRan, event);
        } else if (!MAY_NOT_HAVE_RUN.contains(exit)) {
          add(ran, event);
        }
      }
      case "JobSucceeded", "JobFailed", "JobCancelled" ->
          finals.merge(event.path("job").asText(), 1, Integer::sum);
      default -> {
        // Not about what ran.
      }
    }
  }

  private static void add(Map<String, NavigableSet<Integer>> attempts, JsonNode event) {
    String attempt = event.path("attempt").asText();
    int split = attempt.lastIndexOf('.');
    attempts
        .computeIfAbsent(attempt.substring(0, split), _ -> new TreeSet<>())
        .add(Integer.valueOf(attempt.substring(split + 1)));
  }
}
