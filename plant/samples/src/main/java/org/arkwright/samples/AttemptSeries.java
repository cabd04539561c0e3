package org.arkwright.samples;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.arkwright.model.id.NodeId;

/** The newest points of a running attempt, by the nodes that its ranks are on. */
final class AttemptSeries {
  private final Map<NodeId, SourceSeries> sources = new TreeMap<>();
  private long heardMillis;

  SourceSeries of(NodeId node, int blocksMax, Unwritten unwritten, long nowMillis) {
    heardMillis = nowMillis;
    return sources.computeIfAbsent(node, _ -> new SourceSeries(node, blocksMax, unwritten));
  }

  boolean isSilentSince(long millis) {
    return heardMillis < millis;
  }

  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    sources.values().forEach(source -> blocks.addAll(source.blocks()));
    return blocks;
  }

  /** Ends what grows, and returns it. */
  List<SourceSeries.Ended> end() {
    List<SourceSeries.Ended> ended = new ArrayList<>();
    sources.values().forEach(source -> source.end().ifPresent(ended::add));
    return ended;
  }
}
