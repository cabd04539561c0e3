package org.arkwright.worker.supervise;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.arkwright.worker.rank.ProcessGroups;
import org.arkwright.worker.rank.RankProcess;
import org.arkwright.worker.supervise.SupervisedRank.State;

/** Asks ranks to end, or ends them. Those that have ended are passed over. */
final class RankSignals {
  private static final Logger LOG = System.getLogger(RankSignals.class.getName());

  private RankSignals() {}

  static void terminate(List<State.Running> ranks) {
    send(ranks, ProcessGroups::terminate);
  }

  /** Ends them to their last process, where their enclosures can. */
  static void kill(List<State.Running> ranks) {
    send(ranks, ProcessGroups::kill);
    ranks.forEach(rank -> rank.enclosure().killAll());
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
