package org.arkwright.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.arkwright.control.ControlPlane.Answer;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.kernel.Kernel;
import org.arkwright.kernel.state.JobTransitions;
import org.arkwright.kernel.state.State;
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.Event;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Job;
import org.arkwright.stored.EventForm;

/** A group commit being assembled: the events so far, and the callers awaiting their durability. */
final class CommandBatch {
  private final State state;
  private final long base;
  private final List<Event> events = new ArrayList<>();
  private final List<byte[]> entries = new ArrayList<>();
  private final NavigableSet<JobId> touched = new TreeSet<>();
  private final Map<JobId, Job> ended = new LinkedHashMap<>();
  private final List<Waiter> waiters = new ArrayList<>();

  /** A caller to answer; the answer is computed only once everything has been applied. */
  private record Waiter(AnswerSink sink, Reply reply) {}

  /** Computes an answer from the state after the batch. */
  @FunctionalInterface
  interface Reply {
    Answer answer(CommandBatch batch);
  }

  /**
   * @param base the number of the last entry before the batch
   */
  CommandBatch(State state, long base) {
    this.state = state;
    this.base = base;
  }

  /** Applies the events of one command and adds them to the batch. */
  void apply(List<Event> newEvents, CommandOrigin origin) {
    for (int i = 0; i < newEvents.size(); i++) {
      Event event = newEvents.get(i);
      Optional<JobId> subject = event.subject();
      Optional<Job> before = subject.flatMap(state::job);
      Kernel.apply(state, event);
      entries.add(
          i == 0 ? EventForm.write(event, origin, newEvents.size()) : EventForm.write(event));
      events.add(event);
      subject.ifPresent(touched::add);
      if (event instanceof Event.OfJob next && next.endsJob()) {
        before.ifPresent(job -> ended.put(job.id(), JobTransitions.next(job, next)));
      }
    }
  }

  void await(AnswerSink sink, Reply reply) {
    waiters.add(new Waiter(sink, reply));
  }

  boolean isEmpty() {
    return events.isEmpty();
  }

  List<Event> events() {
    return events;
  }

  /** The events in the journal's form. */
  List<byte[]> entries() {
    return entries;
  }

  /** The subjects of the events. */
  NavigableSet<JobId> touched() {
    return touched;
  }

  long lastNumber() {
    return base + events.size();
  }

  List<NumberedEvent> numbered() {
    List<NumberedEvent> numbered = new ArrayList<>(events.size());
    for (Event event : events) {
      numbered.add(new NumberedEvent(base + numbered.size() + 1, event));
    }
    return numbered;
  }

  /** Returns the job after the batch, even if it ended in it; empty when it had ended before. */
  Optional<Job> job(JobId id) {
    return state.job(id).or(() -> Optional.ofNullable(ended.get(id)));
  }

  void answer() {
    waiters.forEach(waiter -> waiter.sink.answered(waiter.reply.answer(this)));
  }

  void fail(UnavailableException cause) {
    waiters.forEach(waiter -> waiter.sink.failed(cause));
  }
}
