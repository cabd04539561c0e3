package org.arkwright.worker.channel;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.arkwright.protocol.ChannelTarget;
import org.arkwright.worker.supervise.RankObserver.RunningRank;
import org.arkwright.worker.transfer.ChannelledLogs;
import org.arkwright.worker.transfer.LogReader;

/** What channels lead to: the ranks of this node. Thread-safe. */
public final class RankEnds {
  private final Supplier<List<RunningRank>> running;
  private final LogReader logs;
  private final ChannelledLogs channelled;
  private final RankTerminal terminals;

  /**
   * @param running returns the ranks that run now
   */
  RankEnds(
      Supplier<List<RunningRank>> running,
      LogReader logs,
      ChannelledLogs channelled,
      RankTerminal terminals) {
    this.running = running;
    this.logs = logs;
    this.channelled = channelled;
    this.terminals = terminals;
  }

  /**
   * Opens this node's end.
   *
   * @throws IOException when it cannot be opened; the message tells the user why
   */
  ChannelEnd open(ChannelTarget target) throws IOException {
    Optional<RunningRank> rank = find(target);
    if (target instanceof ChannelTarget.Log log) {
      return new LogEnd(logs, channelled, log, () -> find(target).isPresent());
    }
    long launcher =
        rank.map(RunningRank::pid)
            .orElseThrow(() ->
                new IOException(
                    "rank %d of %s does not run on this node"
                        .formatted(target.rank(), target.attempt())));
    return switch (target) {
      case ChannelTarget.Log _ -> throw new IllegalStateException("opened above");
      case ChannelTarget.Port(_, _, int port) -> PortEnd.connect(port);
      case ChannelTarget.Terminal terminal -> new TerminalEnd(terminals.start(terminal, launcher));
    };
  }

  /** Whether what the target needs of the rank is still there. */
  boolean isThere(ChannelTarget target) {
    return target instanceof ChannelTarget.Log || find(target).isPresent();
  }

  private Optional<RunningRank> find(ChannelTarget target) {
    return running.get().stream()
        .filter(rank -> rank.attempt().equals(target.attempt()) && rank.rank() == target.rank())
        .findFirst();
  }
}
