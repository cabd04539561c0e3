package org.arkwright.protocol;

import java.util.List;
import org.arkwright.model.id.AttemptId;

/** What a byte stream to a node leads to there: something of one running rank. */
public sealed interface ChannelTarget {
  AttemptId attempt();

  int rank();

  /**
   * The rank's output from an offset on, followed until the rank has ended. The node sends {@link
   * LogPiece}s; what it receives is ignored, and the end of that ends the stream.
   *
   * @param offset in bytes
   */
  record Log(AttemptId attempt, int rank, long offset) implements ChannelTarget {}

  /**
   * A connection to a TCP port on which the rank listens, at its node's loopback address.
   *
   * @param port from 1 to 65535
   */
  record Port(AttemptId attempt, int rank, int port) implements ChannelTarget {}

  /**
   * A program in a terminal, among the rank's processes: with its variables, folder, limits and
   * isolation. Both sides send {@link TerminalFrame}s.
   *
   * @param command the program and its arguments; empty for a shell
   * @param type the terminal's type, as in {@code TERM}
   */
  record Terminal(
      AttemptId attempt, int rank, List<String> command, String type, int rows, int columns)
      implements ChannelTarget {
    public Terminal {
      command = List.copyOf(command);
    }
  }
}
