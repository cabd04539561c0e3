package org.arkwright.control;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.arkwright.engine.Engine;
import org.arkwright.engine.Launch;
import org.arkwright.model.Event;
import org.arkwright.model.id.AttemptId;

/** A fake engine that runs nothing and records its calls. */
final class RecordingEngine implements Engine {
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private volatile Optional<Long> served = Optional.empty();
  private volatile Optional<Observer> observer = Optional.empty();

  /** The calls in order, such as {@code launch X.1 [0]}. */
  List<String> calls() {
    return calls;
  }

  Observer observer() {
    return observer.orElseThrow();
  }

  /** The time of the last known entry that {@link #serve} was last told. */
  Optional<Long> served() {
    return served;
  }

  @Override
  public void serve(Event.ServerStarted start, long knownNanos) {
    served = Optional.of(knownNanos);
  }

  @Override
  public void start(Observer taker, Collection<AttemptId> live) {
    observer = Optional.of(taker);
    calls.add("start " + live);
  }

  @Override
  public void launch(Launch launch) {
    calls.add("launch " + launch.attempt() + " " + launch.startedRanks());
  }

  @Override
  public void stop(AttemptId attempt, Duration grace) {
    calls.add("stop " + attempt);
  }

  @Override
  public void forget(AttemptId attempt) {
    calls.add("forget " + attempt);
  }

  @Override
  public void close() {}
}
