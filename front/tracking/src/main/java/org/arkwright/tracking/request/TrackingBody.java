package org.arkwright.tracking.request;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;

/** The bodies of MLflow's requests. */
public final class TrackingBody {
  /** Python writes NaN and Infinity as they are, which JSON does not have. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private TrackingBody() {}

  /** Returns the members of a body; empty where it is not a JSON object. */
  public static Optional<ObjectNode> read(byte[] body) {
    try {
      return JSON.readTree(body) instanceof ObjectNode members
          ? Optional.of(members)
          : Optional.empty();
    } catch (IOException | RuntimeException _) {
      // Jackson fails in various ways at bytes that are no text in any encoding of JSON.
      return Optional.empty();
    }
  }
}
