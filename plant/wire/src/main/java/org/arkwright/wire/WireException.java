package org.arkwright.wire;

/** Thrown when bytes are not the JSON form of the expected type. */
public final class WireException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String path;
  private final String problem;

  /** Creates an exception for bytes that are not a value of the type, and says why and where. */
  public WireException(Class<?> type, String path, String problem) {
    super(
        "not a %s: %s%s"
            .formatted(type.getSimpleName(), path.isEmpty() ? "" : "'" + path + "': ", problem));
    this.path = path;
    this.problem = problem;
  }

  /**
   * The path of the offending value, such as {@code allocation.ranks[2].node}; empty for the root.
   */
  public String path() {
    return path;
  }

  /** The problem at that path, and what was expected. */
  public String problem() {
    return problem;
  }
}
