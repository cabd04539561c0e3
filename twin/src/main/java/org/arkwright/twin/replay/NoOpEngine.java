package org.arkwright.twin.replay;

import java.time.Duration;
import java.util.Collection;
import org.arkwright.engine.Engine;
import org.arkwright.engine.Launch;
import org.arkwright.model.id.AttemptId;

/** An engine that does nothing: the actions of the real one are in the record. */
public final class NoOpEngine implements Engine {
  @Override
  public void start(Observer observer, Collection<AttemptId> live) {}

  @Override
  public void launch(Launch launch) {}

  @Override
  public void stop(AttemptId attempt, Duration grace) {}

  @Override
  public void forget(AttemptId attempt) {}

  @Override
  public void close() {}
}
