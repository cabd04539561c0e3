package org.arkwright.worker.supervise;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.arkwright.worker.rank.ProcessGroups;
import org.arkwright.worker.rank.RankProcess;
import org.arkwright.worker.supervise.SupervisedRank.State;

/** Asks ranks to end, or kills them. Ranks that have ended are skipped. */
final class RankSignals {
  private static final Logger LOG = System.getLogger(RankSignals.class.getName());

  private RankSignals() {}

  static void terminate(List<State.Running> ranks) {
    send(ranks, ProcessGroups::terminate);
  }

  /** Kills all processes of the ranks, as far as their isolation can reach them. */
  static void kill(List<State.Running> ranks) {
    send(ranks, ProcessGroups::kill);
    ranks.forEach(rank -> rank.isolation().killAll());
  }

  private static void send(List<State.Running> ranks, Signal signal) {
    try {
      signal.send(
          ranks.stream()
              .map(State.Running::process)
              .filter(RankProcess::isAlive)
              .map(RankProcess::pid)
              .toList());
    } catch (IOException e) {
      LOG.log(Level.ERROR, "could not signal ranks", e);
    }
  }

  /** Sends one signal to process groups. */
  private interface Signal {
    void send(List<Long> groups) throws IOException;
  }
}
