package org.arkwright.api.job;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.api.ApiRequest;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.Names;
import org.arkwright.projection.JobQuery;
import org.arkwright.projection.JobRecord;

/** Reads the query of a job list, and writes its page tokens. */
final class JobQueryReader {
  static final List<String> STATES =
      List.of(
          "Queued",
          "Starting",
          "Running",
          "Preempting",
          "Stopping",
          "Succeeded",
          "Failed",
          "Cancelled");
  private static final int LIMIT_DEFAULT = 100;
  private static final int LIMIT_MAX = 1000;

  private JobQueryReader() {}

  /** Returns the query; its problems are added to the request's. */
  static JobQuery read(ApiRequest request) {
    TreeMap<String, String> labels = new TreeMap<>();
    for (String label : request.queries("label")) {
      int equals = label.indexOf('=');
      if (equals < 1) {
        request.refuse("label", label, "name=value");
      } else {
        labels.put(label.substring(0, equals), label.substring(equals + 1));
      }
    }
    return new JobQuery(
        request.query("state", "one of " + String.join(", ", STATES), JobQueryReader::state),
        request.query("project", Names.RULE, JobQueryReader::name),
        request.query("name", Names.RULE, JobQueryReader::name),
        labels,
        request.query("page", "the 'next' of the previous page", JobQueryReader::position),
        (int) request.number("limit", 1, LIMIT_MAX).orElse(LIMIT_DEFAULT));
  }

  /** Returns the token of the next page, opaque to clients so that its meaning may change. */
  static String next(JobRecord last) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(("1" + last.job().id()).getBytes(StandardCharsets.US_ASCII));
  }

  private static Optional<JobId> position(String page) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(page), StandardCharsets.US_ASCII);
      return text.startsWith("1") ? JobId.parse(text.substring(1)) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Optional<String> state(String text) {
    return STATES.stream().filter(text::equalsIgnoreCase).findFirst();
  }

  private static Optional<String> name(String text) {
    return Optional.of(text).filter(Names::isValid);
  }
}
