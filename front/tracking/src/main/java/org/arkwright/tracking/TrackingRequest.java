package org.arkwright.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The fields of one request, read with their types. */
record TrackingRequest(JsonNode body) {
  String text(String name) throws TrackingRefusal {
    return optional(name)
        .filter(text -> !text.isEmpty())
        .orElseThrow(() ->
            new TrackingRefusal(
                TrackingRefusal.Code.INVALID_PARAMETER_VALUE,
                "Missing value for required parameter '%s'.".formatted(name)));
  }

  Optional<String> optional(String name) throws TrackingRefusal {
    JsonNode value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isValueNode()) {
      throw TrackingRefusal.invalid(name + " " + value.getNodeType(), "one value");
    }
    return Optional.of(value.asText());
  }

  /** Returns the run's id, under either of MLflow's names for it. */
  String runId() throws TrackingRefusal {
    return body.hasNonNull("run_id") ? text("run_id") : text("run_uuid");
  }

  OptionalLong number(String name) throws TrackingRefusal {
    Optional<String> text = optional(name);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!text.get().matches("-?[0-9]{1,18}")) {
      throw TrackingRefusal.invalid(name + " " + text.get(), "a whole number");
    }
    return OptionalLong.of(Long.parseLong(text.get()));
  }

  double real(String name) throws TrackingRefusal {
    String text = text(name);
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException _) {
      throw TrackingRefusal.invalid(name + " " + text, "a number");
    }
  }

  List<TrackingRequest> list(String name, int max) throws TrackingRefusal {
    JsonNode value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return List.of();
    }
    if (!value.isArray() || value.size() > max) {
      throw TrackingRefusal.invalid(name, "a list of at most " + max + " entries");
    }
    List<TrackingRequest> entries = new ArrayList<>();
    for (JsonNode entry : value) {
      if (!entry.isObject()) {
        throw TrackingRefusal.invalid(name + " " + entry, "a list of objects");
      }
      entries.add(new TrackingRequest(entry));
    }
    return entries;
  }

  List<String> texts(String name) throws TrackingRefusal {
    JsonNode value = body.path(name);
    List<String> texts = new ArrayList<>();
    if (value.isTextual()) {
      texts.add(value.asText());
    } else if (value.isArray()) {
      value.forEach(entry -> texts.add(entry.asText()));
    } else if (!value.isMissingNode() && !value.isNull()) {
      throw TrackingRefusal.invalid(name, "a list of text");
    }
    return texts;
  }
}
