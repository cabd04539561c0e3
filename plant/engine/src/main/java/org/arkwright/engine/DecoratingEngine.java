package org.arkwright.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.arkwright.model.Event;
import org.arkwright.model.id.AttemptId;

/** An engine that hands every call on to another one; subclasses change some of them. */
public abstract class DecoratingEngine implements Engine {
  private final Engine engine;

  protected DecoratingEngine(Engine engine) {
    this.engine = engine;
  }

  @Override
  public void serve(Event.ServerStarted start, long knownNanos) {
    engine.serve(start, knownNanos);
  }

  @Override
  public void start(Observer observer, Collection<AttemptId> live) {
    engine.start(observer, live);
  }

  @Override
  public void launch(Launch launch) {
    engine.launch(launch);
  }

  @Override
  public void stop(AttemptId attempt, Duration grace) {
    engine.stop(attempt, grace);
  }

  @Override
  public void forget(AttemptId attempt) {
    engine.forget(attempt);
  }

  @Override
  public Optional<String> trouble() {
    return engine.trouble();
  }

  @Override
  public void close() {
    engine.close();
  }
}
