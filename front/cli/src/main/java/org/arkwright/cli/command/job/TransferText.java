package org.arkwright.cli.command.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.StringJoiner;
import org.arkwright.model.unit.Bytes;

/** Says which files of a job go to and from other machines now. */
final class TransferText {
  private TransferText() {}

  /**
   * Returns a line for each transfer, such as {@code fetching inputs: 1.2 GiB of 2 GiB, 85 MiB/s
   * (node-1)}; empty for none.
   *
   * @param transfers the job's member of that name
   */
  static String of(JsonNode transfers) {
    StringJoiner lines = new StringJoiner("\n");
    for (JsonNode transfer : transfers) {
      lines.add(
          "%s: %s of %s, %s/s (%s)"
              .formatted(
                  transfer.path("direction").asText().equals("inputs")
                      ? "fetching inputs"
                      : "storing outputs",
                  new Bytes(transfer.path("doneBytes").asLong()),
                  new Bytes(transfer.path("totalBytes").asLong()),
                  new Bytes(transfer.path("bytesPerSecond").asLong()),
                  transfer.path("node").asText()));
    }
    return lines.toString();
  }
}
