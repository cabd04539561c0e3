package org.arkwright.simulation.site;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.Command.Observation;
import org.arkwright.model.Command.ReportRankEnded;
import org.arkwright.model.Command.ReportRankStarted;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.RankExit;

/**
 * The records of ranks on a node's disk, which survive crashes of the worker and of the machine.
 */
final class SimulatedSpool {
  private final TreeMap<AttemptId, TreeMap<Integer, Entry>> attempts = new TreeMap<>();

  /** The record of one rank: intended, possibly spawned, possibly ended. */
  static final class Entry {
    private Optional<Long> pid = Optional.empty();
    private Optional<RankExit> exit = Optional.empty();
    private Optional<StoredOutputs> outputs = Optional.empty();

    Optional<RankExit> exit() {
      return exit;
    }

    /**
     * Records the process.
     *
     * @param leaves what it leaves when it succeeds
     */
    void spawned(long number, Optional<StoredOutputs> leaves) {
      pid = Optional.of(number);
      outputs = leaves;
    }

    /** Records the end; the first record counts. */
    void ended(RankExit reason) {
      exit = exit.or(() -> Optional.of(reason));
    }
  }

  Optional<Entry> find(AttemptId attempt, int rank) {
    return Optional.ofNullable(attempts.get(attempt)).map(ranks -> ranks.get(rank));
  }

  Entry intend(AttemptId attempt, int rank) {
    Entry entry = new Entry();
    attempts.computeIfAbsent(attempt, _ -> new TreeMap<>()).put(rank, entry);
    return entry;
  }

  List<AttemptId> attempts() {
    return List.copyOf(attempts.keySet());
  }

  void remove(AttemptId attempt) {
    attempts.remove(attempt);
  }

  /** Records an end for every rank that has none and is not alive. */
  void endUnless(Alive alive, String why) {
    attempts.forEach((attempt, ranks) ->
        ranks.forEach((rank, entry) -> {
          if (!alive.test(attempt, rank)) {
            entry.ended(
                entry.pid.isPresent() ? new RankExit.Lost(why) : new RankExit.NeverRan(why));
          }
        }));
  }

  /** All observations in the spool, by attempt and rank. */
  List<Observation> facts() {
    List<Observation> facts = new ArrayList<>();
    attempts.forEach((attempt, ranks) ->
        ranks.forEach((rank, entry) -> {
          entry.pid.ifPresent(pid -> facts.add(new ReportRankStarted(attempt, rank, pid)));
          entry.exit.ifPresent(exit ->
              facts.add(
                  new ReportRankEnded(
                      attempt,
                      rank,
                      exit,
                      entry.outputs.filter(_ -> exit.succeeded()),
                      Optional.empty())));
        }));
    return facts;
  }

  /** The observations of one attempt, by rank. */
  List<Observation> facts(AttemptId attempt) {
    return facts().stream()
        .filter(fact ->
            switch (fact) {
              case ReportRankStarted started -> started.attempt().equals(attempt);
              case ReportRankEnded ended -> ended.attempt().equals(attempt);
              default -> false;
            })
        .toList();
  }

  /** Tests whether a rank's process is alive. */
  @FunctionalInterface
  interface Alive {
    boolean test(AttemptId attempt, int rank);
  }
}
