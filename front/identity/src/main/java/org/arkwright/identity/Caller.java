package org.arkwright.identity;

import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.id.WorkerId;

/** Who calls the API, by what it presents. */
public sealed interface Caller {
  /** A person or service. */
  record User(PrincipalId principal) implements Caller {}

  /** A rank of a live attempt. */
  record Rank(AttemptId attempt) implements Caller {}

  /** A worker. */
  record Worker(WorkerId worker) implements Caller {}

  /** Whoever presents nothing that is known here. */
  record Stranger() implements Caller {}
}
