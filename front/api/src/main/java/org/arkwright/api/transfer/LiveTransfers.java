package org.arkwright.api.transfer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.protocol.TransferReport;
import org.arkwright.protocol.TransferReport.Transfer;

/**
 * Which files nodes fetch and store now, by the latest report of each. Kept in memory alone: a
 * report counts for a few seconds. Thread-safe.
 */
public final class LiveTransfers {
  private static final Duration FRESH = Duration.ofSeconds(5);

  private final InstantSource clock;
  private final Map<NodeId, Received> latest = new ConcurrentHashMap<>();

  private record Received(Instant at, List<Transfer> transfers) {}

  /** A transfer and the node at its other end. */
  public record OfNode(NodeId node, Transfer transfer) {}

  public LiveTransfers(InstantSource clock) {
    this.clock = clock;
  }

  /** Takes what a node tells. */
  public void accept(TransferReport report) {
    if (report.transfers().isEmpty()) {
      latest.remove(report.node());
    } else {
      latest.put(report.node(), new Received(clock.instant(), report.transfers()));
    }
  }

  /** Returns the transfers that go on, by node. */
  public List<OfNode> all() {
    Instant oldest = clock.instant().minus(FRESH);
    List<OfNode> all = new ArrayList<>();
    latest.forEach((node, received) -> {
      if (received.at.isBefore(oldest)) {
        latest.remove(node, received);
      } else {
        received.transfers.forEach(transfer -> all.add(new OfNode(node, transfer)));
      }
    });
    all.sort(Comparator.comparing(OfNode::node));
    return all;
  }

  /** Adds the member {@code transfers} to the view of a job whose attempt has any. */
  public void addTo(ObjectNode view, AttemptId attempt) {
    List<OfNode> found =
        all().stream().filter(each -> each.transfer().attempt().equals(attempt)).toList();
    if (!found.isEmpty()) {
      ArrayNode transfers = view.putArray("transfers");
      found.forEach(each ->
          transfers
              .addObject()
              .put("node", each.node().name())
              .put("direction", each.transfer().direction().name().toLowerCase(Locale.ROOT))
              .put("doneBytes", each.transfer().doneBytes())
              .put("totalBytes", each.transfer().totalBytes())
              .put("bytesPerSecond", each.transfer().bytesPerSecond()));
    }
  }
}
