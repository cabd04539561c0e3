package org.arkwright.tracking.request;

import org.arkwright.model.ShownValue;

/** Thrown when a request is refused, with MLflow's error code. */
public final class TrackingRefusal extends Exception {
  private static final long serialVersionUID = 1;

  /** MLflow's error codes and the HTTP status of each. */
  public enum Code {
    INVALID_PARAMETER_VALUE(400),
    RESOURCE_ALREADY_EXISTS(400),
    RESOURCE_DOES_NOT_EXIST(404),
    PERMISSION_DENIED(403),
    /** What is asked for cannot be while something else is as it is. */
    RESOURCE_CONFLICT(409),
    /** A quota; not 429, which MLflow's client would try again for a minute. */
    RESOURCE_LIMIT_EXCEEDED(400),
    /** A call that is not served here, which MLflow's clients tolerate where they can. */
    ENDPOINT_NOT_FOUND(404);

    private final int status;

    Code(int status) {
      this.status = status;
    }

    public int status() {
      return status;
    }
  }

  private final Code code;

  public TrackingRefusal(Code code, String message) {
    super(ShownValue.error(message), null, false, false);
    this.code = code;
  }

  public static TrackingRefusal invalid(String value, String expected) {
    return new TrackingRefusal(
        Code.INVALID_PARAMETER_VALUE,
        "'%s': expected %s".formatted(ShownValue.of(value), expected));
  }

  public static TrackingRefusal invalid(String message) {
    return new TrackingRefusal(Code.INVALID_PARAMETER_VALUE, message);
  }

  public static TrackingRefusal missing(String message) {
    return new TrackingRefusal(Code.RESOURCE_DOES_NOT_EXIST, message);
  }

  public static TrackingRefusal denied(String message) {
    return new TrackingRefusal(Code.PERMISSION_DENIED, message);
  }

  public Code code() {
    return code;
  }
}
