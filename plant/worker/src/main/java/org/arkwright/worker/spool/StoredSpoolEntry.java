package org.arkwright.worker.spool;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Digest;
import org.arkwright.protocol.Meeting;
import org.arkwright.protocol.Order;
import org.arkwright.protocol.RendezvousPoint;
import org.arkwright.stored.StoredAllocation;
import org.arkwright.stored.StoredExit;
import org.arkwright.stored.StoredFileSet;
import org.arkwright.stored.StoredJobSpec;
import org.arkwright.stored.StoredRankUsage;

/**
 * The stored form of a {@link SpoolEntry}. The names of these records and of their components are
 * in spools whose ranks still run: change one only together with {@link SpoolForm#VERSION}.
 */
sealed interface StoredSpoolEntry {
  record Launched(Launch launch, String bootId) implements StoredSpoolEntry {}

  record StopRequested(AttemptId attempt) implements StoredSpoolEntry {}

  record RankEnded(
      AttemptId attempt,
      int rank,
      StoredExit exit,
      Optional<StoredFileSet.Left> stored,
      Optional<StoredRankUsage> usage,
      Optional<Long> endedNanos)
      implements StoredSpoolEntry {}

  record RendezvousChosen(AttemptId attempt, String address, int port)
      implements StoredSpoolEntry {}

  record Forgotten(AttemptId attempt) implements StoredSpoolEntry {}

  /**
   * How an attempt's ranks find one another.
   *
   * @param address where they meet; absent on the node that chooses
   * @param port as {@code address}
   */
  record StoredMeeting(
      int nodes, String network, Optional<String> address, Optional<Integer> port) {
    static StoredMeeting of(Meeting meeting) {
      return new StoredMeeting(
          meeting.nodes(),
          meeting.network(),
          meeting.point().map(RendezvousPoint::address),
          meeting.point().map(RendezvousPoint::port));
    }

    Meeting model() {
      return new Meeting(
          nodes,
          network,
          address.flatMap(host -> port.map(number -> new RendezvousPoint(host, number))));
    }
  }

  /**
   * A launch.
   *
   * @param meeting absent before version 4, whose ranks were all on this node
   */
  record Launch(
      AttemptId attempt,
      StoredJobSpec spec,
      List<StoredAllocation.Placement> ranks,
      int groupRank,
      Optional<StoredMeeting> meeting,
      SortedSet<Integer> startedRanks,
      SortedMap<String, Digest> inputs) {
    static Launch of(Order.Launch order) {
      return new Launch(
          order.attempt(),
          StoredJobSpec.of(order.spec()),
          order.ranks().stream().map(StoredAllocation.Placement::of).toList(),
          order.groupRank(),
          Optional.of(StoredMeeting.of(order.meeting())),
          order.startedRanks(),
          order.inputs());
    }

    Order.Launch order() {
      return new Order.Launch(
          attempt,
          spec.model(),
          ranks.stream().map(StoredAllocation.Placement::model).toList(),
          groupRank,
          meeting.map(StoredMeeting::model).orElse(Meeting.ON_ONE_NODE),
          startedRanks,
          inputs);
    }
  }

  static StoredSpoolEntry of(SpoolEntry entry) {
    return switch (entry) {
      case SpoolEntry.Launched(var launch, var boot) -> new Launched(Launch.of(launch), boot);
      case SpoolEntry.StopRequested(var attempt) -> new StopRequested(attempt);
      case SpoolEntry.RankEnded(
              var attempt,
              int rank,
              var exit,
              var stored,
              var usage,
              var ended) ->
          new RankEnded(
              attempt,
              rank,
              StoredExit.of(exit),
              stored.map(StoredFileSet.Left::of),
              usage.map(StoredRankUsage::of),
              ended);
      case SpoolEntry.RendezvousChosen(var attempt, var point) ->
          new RendezvousChosen(attempt, point.address(), point.port());
      case SpoolEntry.Forgotten(var attempt) -> new Forgotten(attempt);
    };
  }

  default SpoolEntry entry() {
    return switch (this) {
      case Launched(var launch, var boot) -> new SpoolEntry.Launched(launch.order(), boot);
      case StopRequested(var attempt) -> new SpoolEntry.StopRequested(attempt);
      case RankEnded(var attempt, int rank, var exit, var stored, var usage, var ended) ->
          new SpoolEntry.RankEnded(
              attempt,
              rank,
              exit.model(),
              stored.map(StoredFileSet.Left::model),
              usage.map(StoredRankUsage::model),
              ended);
      case RendezvousChosen(var attempt, var address, int port) ->
          new SpoolEntry.RendezvousChosen(attempt, new RendezvousPoint(address, port));
      case Forgotten(var attempt) -> new SpoolEntry.Forgotten(attempt);
    };
  }
}
