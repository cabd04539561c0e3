package org.arkwright.control;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.Event;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.stored.RecordedEvent;

/**
 * Names the workers of {@linkplain PrincipalId#WORKER_OF_RANK reports about ranks}, by where the
 * live attempts are placed. Sees the entries of a journal in order, from the first. Not
 * thread-safe.
 */
final class RankWorkers {
  private final Map<JobId, List<RankPlacement>> places = new HashMap<>();

  /** Returns the entry with the worker's name as its author, if it is such a report. */
  RecordedEvent named(RecordedEvent recorded) {
    RecordedEvent named =
        new RecordedEvent(
            recorded.event(), recorded.part().map(part -> named(part, recorded.event())));
    take(recorded.event());
    return named;
  }

  private RecordedEvent.Part named(RecordedEvent.Part part, Event first) {
    return part.origin().principal().equals(PrincipalId.WORKER_OF_RANK)
        ? new RecordedEvent.Part(CommandOrigin.of(workerOf(first)), part.events())
        : part;
  }

  private PrincipalId workerOf(Event event) {
    Optional<RankPlacement> place =
        switch (event) {
          case Event.RankStarted started -> place(started.job(), started.rank());
          case Event.RankEnded ended -> place(ended.job(), ended.rank());
          default -> Optional.empty();
        };
    return place.map(RankPlacement::node).map(ObservationAuthor::worker).orElse(PrincipalId.SITES);
  }

  private Optional<RankPlacement> place(JobId job, int rank) {
    return Optional.ofNullable(places.get(job)).map(ranks -> ranks.get(rank));
  }

  private void take(Event event) {
    if (event instanceof Event.AttemptStarted started) {
      started.placement().exact().ifPresent(allocation -> place(started.job(), allocation));
    } else if (event instanceof Event.AttemptPlaced placed) {
      place(placed.job(), placed.allocation());
    } else if (event instanceof Event.OfJob of
        && (event.endsJob() || event instanceof Event.JobRequeued)) {
      places.remove(of.job());
    }
  }

  private void place(JobId job, Allocation allocation) {
    places.put(job, allocation.ranks());
  }
}
