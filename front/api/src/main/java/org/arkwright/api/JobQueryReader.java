package org.arkwright.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.Names;
import org.arkwright.projection.JobQuery;
import org.arkwright.projection.JobRecord;

/** Reads which jobs a list shall hold, and writes where its next page begins. */
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

  /** The query; what is wrong with it is added to the call's problems. */
  static JobQuery read(ApiRequest call) {
    TreeMap<String, String> labels = new TreeMap<>();
    for (String label : call.queries("label")) {
      int equals = label.indexOf('=');
      if (equals < 1) {
        call.refuse("label", label, "name=value");
      } else {
        labels.put(label.substring(0, equals), label.substring(equals + 1));
      }
    }
    return new JobQuery(
        call.query("state", "one of " + String.join(", ", STATES), JobQueryReader::state),
        call.query("project", Names.RULE, JobQueryReader::name),
        call.query("name", Names.RULE, JobQueryReader::name),
        labels,
        call.query("page", "the 'next' of an earlier page", JobQueryReader::position),
        (int) call.number("limit", 1, LIMIT_MAX).orElse(LIMIT_DEFAULT));
  }

  /** Opaque to clients, so that it may change its meaning. */
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
