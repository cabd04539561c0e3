package org.arkwright.worker.link;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.arkwright.protocol.ClockDifference;

/**
 * What keeps a worker and its control plane from working together. It is logged when it begins, not
 * while it repeats, and when it is over. Thread-safe.
 */
final class LinkTrouble {
  private static final Logger LOG = System.getLogger(LinkTrouble.class.getName());

  private String refusal = "";
  private String notTaken = "";
  private Optional<String> ofOrders = Optional.empty();
  private boolean clocksApart;

  /** What carries out orders. */
  @FunctionalInterface
  interface Work {
    void run() throws IOException;
  }

  /** Takes note of a message that did not succeed. */
  synchronized void met(Exception problem) {
    if (!(problem instanceof RefusedException)) {
      LOG.log(Level.DEBUG, () -> "cannot reach the control plane: " + problem);
      return;
    }
    String why = String.valueOf(problem.getMessage());
    if (!why.equals(refusal)) {
      LOG.log(Level.WARNING, "this worker gets no orders: {0}", why);
    }
    refusal = why;
  }

  /** Takes note of a report that the control plane refuses, and that is not repeated. */
  synchronized void notTaken(String why) {
    if (!why.equals(notTaken)) {
      LOG.log(Level.WARNING, "the control plane does not take a report: {0}", why);
    }
    notTaken = why;
  }

  /**
   * Takes note of what the clocks said when an answer came, in milliseconds since 1970.
   *
   * @param servers the control plane's; 0 where it did not say
   */
  synchronized void clocks(long servers, long own) {
    Optional<ClockDifference> difference =
        servers == 0 ? Optional.empty() : ClockDifference.of(own, servers);
    if (difference.isPresent() && !clocksApart) {
      LOG.log(
          Level.WARNING,
          "the clock of this host is {0} that of the control plane. {1}",
          difference.get(),
          ClockDifference.ADVICE);
    } else if (difference.isEmpty() && clocksApart) {
      LOG.log(Level.INFO, "the clocks of this host and the control plane agree again");
    }
    clocksApart = difference.isPresent();
  }

  /** Takes note of a message that succeeded. */
  synchronized void over() {
    if (!refusal.isEmpty()) {
      LOG.log(Level.INFO, "the control plane takes this worker again");
    }
    refusal = "";
  }

  /** Carries out orders; if that fails, the control plane is told with the next message. */
  void carryingOut(Work work) throws IOException {
    try {
      work.run();
    } catch (IOException e) {
      fail("%s; its orders are repeated until there is room".formatted(e.getMessage()));
      throw e;
    }
    carriedOut();
  }

  private synchronized void fail(String why) {
    if (!ofOrders.equals(Optional.of(why))) {
      LOG.log(Level.WARNING, "orders cannot be carried out: {0}", why);
    }
    ofOrders = Optional.of(why);
  }

  /** Takes note that nothing is left to be carried out. */
  synchronized void carriedOut() {
    if (ofOrders.isPresent()) {
      LOG.log(Level.INFO, "orders are carried out again");
    }
    ofOrders = Optional.empty();
  }

  /** Why the last orders could not be carried out, in one line; empty if they were. */
  synchronized Optional<String> ofOrders() {
    return ofOrders;
  }
}
