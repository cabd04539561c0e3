package org.arkwright.api.whatif;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One run of the twin. Thread-safe. */
public final class WhatIfRun {
  private final String id;
  private final Instant submittedAt;
  private volatile Status status = new Status.Waiting();
  private volatile @Nullable Process process;
  private volatile boolean cancelled;

  WhatIfRun(String id, Instant submittedAt) {
    this.id = id;
    this.submittedAt = submittedAt;
  }

  /** How far it is. */
  public sealed interface Status {
    /** Others come first. */
    record Waiting() implements Status {}

    record Running(Instant since) implements Status {}

    /**
     * It has ended well.
     *
     * @param output what the twin answers
     */
    record Succeeded(String output) implements Status {}

    /**
     * It has no answer.
     *
     * @param wrongUse whether what was asked for cannot be
     */
    record Failed(String problem, boolean wrongUse) implements Status {}
  }

  /** Its id, by which it is asked for. */
  public String id() {
    return id;
  }

  public Instant submittedAt() {
    return submittedAt;
  }

  public Status status() {
    return status;
  }

  /** Ends it; one that is over stays as it is. */
  public void cancel() {
    cancelled = true;
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
    }
  }

  boolean isCancelled() {
    return cancelled;
  }

  boolean isOver() {
    return status instanceof Status.Succeeded || status instanceof Status.Failed;
  }

  void is(Status now) {
    status = now;
  }

  /** Notes the process that {@link #cancel} ends. */
  void runsAs(Process started) {
    process = started;
    if (cancelled) {
      started.destroyForcibly();
    }
  }
}
