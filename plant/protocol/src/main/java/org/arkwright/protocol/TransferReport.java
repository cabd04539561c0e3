package org.arkwright.protocol;

import java.util.List;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;

/**
 * How far a node's transfers are. It is for people who look, and may be lost.
 *
 * @param transfers those that go on, and those that ended since the last report
 */
public record TransferReport(NodeId node, List<Transfer> transfers) {
  public TransferReport {
    transfers = List.copyOf(transfers);
  }

  /** Which way files go. */
  public enum Direction {
    /** From the control plane's store to the node. */
    INPUTS,
    /** From the node to the control plane's store. */
    OUTPUTS
  }

  /**
   * The files of one attempt.
   *
   * @param doneBytes how much has arrived, of what had to be sent
   * @param totalBytes how much has to be sent: what the receiver had is not counted
   * @param bytesPerSecond lately
   */
  public record Transfer(
      AttemptId attempt,
      Direction direction,
      long doneBytes,
      long totalBytes,
      long bytesPerSecond) {}
}
