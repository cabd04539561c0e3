package org.arkwright.wire;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Translates Jackson's exceptions into a path and a sentence free of class names. */
final class ReadProblem {
  private ReadProblem() {}

  static WireException explain(Class<?> type, JacksonException e) {
    WireException explained =
        e instanceof JsonMappingException mapping
            ? new WireException(type, path(mapping), problem(mapping))
            : new WireException(type, position(e.getLocation()), e.getOriginalMessage());
    explained.initCause(e);
    return explained;
  }

  private static String problem(JsonMappingException e) {
    return switch (e) {
      case UnrecognizedPropertyException unknown ->
          "unknown field; the known fields are "
              + unknown.getKnownPropertyIds().stream()
                  .map(Object::toString)
                  .sorted()
                  .collect(Collectors.joining(", "));
      case InvalidTypeIdException unknown when unknown.getTypeId() == null ->
          "the field 'type' is missing; it must be one of " + permitted(unknown);
      case InvalidTypeIdException unknown ->
          "the type '%s' is unknown; it must be one of %s"
              .formatted(unknown.getTypeId(), permitted(unknown));
      case ValueInstantiationException refused when refused.getCause() != null ->
          String.valueOf(refused.getCause().getMessage());
      case InvalidFormatException wrong when wrong.getTargetType().isEnum() ->
          "'%s' is not one of %s"
              .formatted(
                  wrong.getValue(),
                  Arrays.stream(wrong.getTargetType().getEnumConstants())
                      .map(Object::toString)
                      .collect(Collectors.joining(", ")));
      case JsonMappingException other -> other.getOriginalMessage();
    };
  }

  private static String permitted(InvalidTypeIdException e) {
    return SealedTypes.records(e.getBaseType().getRawClass()).stream()
        .map(Class::getSimpleName)
        .collect(Collectors.joining(", "));
  }

  private static String path(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.toString();
  }

  /** Jackson gives no location for text that is beyond its bounds, nested too deep for example. */
  private static String position(@Nullable JsonLocation location) {
    if (location == null) {
      return "at a place that is not known";
    }
    return "line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }
}
