package org.arkwright.local;

import java.time.Duration;
import org.arkwright.model.id.WorkerId;

/** Issues the tokens of this machine's workers. Thread-safe; does not block. */
@FunctionalInterface
public interface WorkerTokens {
  /** Issues a token with which that worker alone may call, for that long. */
  String issue(WorkerId worker, Duration lifetime);
}
