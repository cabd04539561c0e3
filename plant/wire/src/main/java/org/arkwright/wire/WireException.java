package org.arkwright.wire;

/** Bytes that are not the JSON form of what they should be. */
public final class WireException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String path;
  private final String problem;

  /** Says that bytes are no value of the type, because of the problem at that path. */
  public WireException(Class<?> type, String path, String problem) {
    super(
        "not a %s: %s%s"
            .formatted(type.getSimpleName(), path.isEmpty() ? "" : "'" + path + "': ", problem));
    this.path = path;
    this.problem = problem;
  }

  /** Where, such as {@code spec.ranks} or {@code allocation.ranks[2].node}; empty for the whole. */
  public String path() {
    return path;
  }

  /** What is wrong there, and what was expected. */
  public String problem() {
    return problem;
  }
}
