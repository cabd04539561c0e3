package org.arkwright.gateway.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;
import org.arkwright.gateway.usage.TokenCount;

/** Finds the token count in a response or in an event of a stream. */
public final class UsageReader {
  private static final JsonFactory JSON = new JsonFactory();

  private UsageReader() {}

  /** Returns the top-level {@code usage}; empty when there is none or the bytes are not JSON. */
  public static Optional<TokenCount> find(byte[] bytes, int from, int length) {
    try (JsonParser parser = JSON.createParser(bytes, from, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean usage = parser.currentName().equals("usage");
        if (parser.nextToken() == JsonToken.START_OBJECT && usage) {
          return Optional.of(counts(parser));
        }
        parser.skipChildren();
      }
      return Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static TokenCount counts(JsonParser parser) throws IOException {
    long prompt = 0;
    long completion = 0;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (value == JsonToken.VALUE_NUMBER_INT) {
        if (name.equals("prompt_tokens")) {
          prompt = parser.getLongValue();
        } else if (name.equals("completion_tokens")) {
          completion = parser.getLongValue();
        }
      }
      parser.skipChildren();
    }
    return new TokenCount(prompt, completion);
  }
}
