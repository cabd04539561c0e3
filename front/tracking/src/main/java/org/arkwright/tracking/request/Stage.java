package org.arkwright.tracking.request;

/** The stages in the life of experiments and runs, and the views of them. */
public final class Stage {
  public static final String ACTIVE = "active";
  static final String DELETED = "deleted";

  private Stage() {}

  /** Returns the condition on a column {@code stage} for MLflow's name of a view. */
  public static String condition(TrackingRequest request, String member) throws TrackingRefusal {
    return switch (request.given(member).orElse("ACTIVE_ONLY")) {
      case "ACTIVE_ONLY" -> "stage = 'active'";
      case "DELETED_ONLY" -> "stage = 'deleted'";
      case "ALL" -> "stage IN ('active', 'deleted')";
      default -> throw request.wrong(member, "ACTIVE_ONLY, DELETED_ONLY or ALL");
    };
  }
}
