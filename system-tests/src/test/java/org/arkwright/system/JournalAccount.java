package org.arkwright.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the journal's export tells of attempts.
 *
 * @param begun by job, the attempts there were. One that was lost may have run or not, told by a
 *     start or not: a worker that is killed, or cut off until its lease ends, tells no more of it
 * @param ran by job, those of them whose command certainly ran
 * @param finals by job, how often it ended for good
 */
record JournalAccount(
    Map<String, SortedSet<Integer>> begun,
    Map<String, SortedSet<Integer>> ran,
    Map<String, Integer> finals) {
  /** Exits of a rank that may never have run. */
  private static final Set<String> MAY_NOT_HAVE_RUN = Set.of("Lost", "NotStarted", "Stopped");

  static JournalAccount of(String export) {
    JournalAccount account = new JournalAccount(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    export.lines().forEach(line -> account.add(PatientClient.parse(line).path("event")));
    return account;
  }

  private void add(JsonNode event) {
    switch (event.path("type").asText()) {
      case "AttemptStarted" -> note(begun, event);
      case "RankEnded" -> {
        if (!MAY_NOT_HAVE_RUN.contains(event.path("exit").path("type").asText())) {
          note(ran, event);
        }
      }
      case "JobSucceeded", "JobFailed", "JobCancelled" ->
          finals.merge(event.path("job").asText(), 1, Integer::sum);
      default -> {
        // Says nothing about what ran.
      }
    }
  }

  private static void note(Map<String, SortedSet<Integer>> attempts, JsonNode event) {
    String attempt = event.path("attempt").asText();
    int split = attempt.lastIndexOf('.');
    attempts
        .computeIfAbsent(attempt.substring(0, split), _ -> new TreeSet<>())
        .add(Integer.valueOf(attempt.substring(split + 1)));
  }
}
