package org.arkwright.api.whatif;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run of the twin. Thread-safe. */
public final class WhatIfRun {
  private static final int MESSAGES_MAX = 200;

  private final String id;
  private final String submittedBy;
  private final Instant submittedAt;
  private final List<String> messages = new ArrayList<>();
  private Status status = new Status.Waiting();
  private Instant askedAt;
  private @Nullable Process process;

  WhatIfRun(String id, String submittedBy, Instant submittedAt) {
    this.id = id;
    this.submittedBy = submittedBy;
    this.submittedAt = submittedAt;
    this.askedAt = submittedAt;
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
     * @param page the page with charts, if it was asked for
     */
    record Succeeded(String output, Optional<String> page, Instant at) implements Status {}

    /**
     * It has no answer.
     *
     * @param wrongUse whether what was asked for cannot be
     */
    record Failed(String problem, boolean wrongUse, Instant at) implements Status {}

    /** Somebody ended it. */
    record Cancelled(Instant at) implements Status {}

    /** Whether nothing changes any more. */
    default boolean isFinal() {
      return switch (this) {
        case Waiting _, Running _ -> false;
        case Succeeded _, Failed _, Cancelled _ -> true;
      };
    }
  }

  /** Its id, by which it is asked for. */
  public String id() {
    return id;
  }

  /** The principal that asked for it. */
  public String submittedBy() {
    return submittedBy;
  }

  public Instant submittedAt() {
    return submittedAt;
  }

  public synchronized Status status() {
    return status;
  }

  /** What the twin said so far of how far it is, a line each. */
  public synchronized List<String> messages() {
    return List.copyOf(messages);
  }

  /** Ends it; one that is over stays as it is. */
  public void cancel(Instant at) {
    end(new Status.Cancelled(at));
  }

  /** Notes that somebody still waits for it. */
  synchronized void asked(Instant at) {
    askedAt = at;
  }

  /** Whether nobody has asked for it for that long. */
  synchronized boolean isAbandoned(Instant now, Duration after) {
    return Duration.between(askedAt, now).compareTo(after) > 0;
  }

  /** Begins it; returns false when it is over already. */
  synchronized boolean begin(Instant at) {
    if (status.isFinal()) {
      return false;
    }
    status = new Status.Running(at);
    return true;
  }

  /** Ends it and its process, unless it is over already. */
  synchronized void end(Status last) {
    if (!status.isFinal()) {
      status = last;
    }
    if (process != null) {
      process.destroyForcibly();
    }
  }

  /** Notes the process that ends with it. */
  synchronized void runsAs(Process started) {
    process = started;
    if (status.isFinal()) {
      started.destroyForcibly();
    }
  }

  synchronized void says(String line) {
    if (messages.size() < MESSAGES_MAX) {
      messages.add(line);
    }
  }
}
