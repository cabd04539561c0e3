package org.arkwright.model.id;

import java.util.Optional;

/**
 * Who issues commands: a person or a service, by an opaque id that is never reused, or a part of
 * the system, by its kind and name. People's names and addresses are stored separately, so that
 * they can change and be deleted while the audit log stays complete.
 *
 * @param value 1 to {@value #LENGTH_MAX} characters, none of them a control character; parts of the
 *     system have a kind before a colon: {@code system:scheduler}, {@code worker:home/node-1}
 */
public record PrincipalId(String value) implements Comparable<PrincipalId> {
  /** The longest id. */
  public static final int LENGTH_MAX = 256;

  private static final String SYSTEM = "system:";
  private static final String WORKER = "worker:";
  private static final String ATTEMPT = "attempt:";

  /** Decides which gang starts where, and which makes room. */
  public static final PrincipalId SCHEDULER = new PrincipalId(SYSTEM + "scheduler");

  /** Lets time pass, which ends what has lasted too long. */
  public static final PrincipalId CLOCK = new PrincipalId(SYSTEM + "clock");

  /** The control plane's process: its starts, its settings, what it measures and reads. */
  public static final PrincipalId SERVER = new PrincipalId(SYSTEM + "server");

  /** Keeps as many replicas of each deployment as are wanted. */
  public static final PrincipalId DEPLOYMENTS = new PrincipalId(SYSTEM + "deployments");

  /** Starts the steps of pipelines whose needs have succeeded. */
  public static final PrincipalId PIPELINES = new PrincipalId(SYSTEM + "pipelines");

  /** Reports what happens at sites, where it is not known which worker saw it. */
  public static final PrincipalId SITES = new PrincipalId(SYSTEM + "sites");

  /**
   * The worker that has the rank that is reported on; which one that is, the placement of the
   * rank's attempt says.
   */
  public static final PrincipalId WORKER_OF_RANK = new PrincipalId(WORKER + "of-rank");

  /** Whoever is not known. */
  public static final PrincipalId NOBODY = new PrincipalId("nobody");

  public PrincipalId {
    if (value.isBlank()
        || value.length() > LENGTH_MAX
        || value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "'%s' is no principal: expected 1 to %d printable characters"
              .formatted(value, LENGTH_MAX));
    }
  }

  /**
   * Returns the principal whose id a free text gives, such as a user in a trace or an author from
   * before there were ids: as much of it as an id can hold.
   */
  public static PrincipalId ofText(String text) {
    String printable = text.replaceAll("\\p{Cntrl}", " ");
    return printable.isBlank()
        ? NOBODY
        : new PrincipalId(printable.substring(0, Math.min(printable.length(), LENGTH_MAX)));
  }

  /** The worker of that id. */
  public static PrincipalId of(WorkerId worker) {
    return new PrincipalId(WORKER + worker);
  }

  /** The ranks of an attempt, which hold its token. */
  public static PrincipalId of(AttemptId attempt) {
    return new PrincipalId(ATTEMPT + attempt);
  }

  /** The attempt whose ranks it stands for; empty for any other principal. */
  public Optional<AttemptId> attempt() {
    return value.startsWith(ATTEMPT)
        ? AttemptId.parse(value.substring(ATTEMPT.length()))
        : Optional.empty();
  }

  /** The part of the control plane that it is, such as {@code scheduler}; empty for any other. */
  public Optional<String> system() {
    return value.startsWith(SYSTEM)
        ? Optional.of(value.substring(SYSTEM.length()))
        : Optional.empty();
  }

  @Override
  public int compareTo(PrincipalId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
