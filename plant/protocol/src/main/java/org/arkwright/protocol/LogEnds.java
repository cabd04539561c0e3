package org.arkwright.protocol;

import java.util.List;
import org.arkwright.model.id.AttemptId;

/**
 * How much of outputs the control plane has, in the order of the pieces that it was sent.
 *
 * @param ends one for each piece
 */
public record LogEnds(List<End> ends) {
  public LogEnds {
    ends = List.copyOf(ends);
  }

  /**
   * The end of one rank's output.
   *
   * @param size where the next piece begins, in bytes
   * @param wanted false where no more is taken: the attempt is not one of the sender's
   */
  public record End(AttemptId attempt, int rank, long size, boolean wanted) {}
}
