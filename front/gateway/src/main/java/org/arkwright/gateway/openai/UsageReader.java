package org.arkwright.gateway.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.Optional;
import org.arkwright.gateway.usage.TokenCount;
import org.jspecify.annotations.Nullable;

/** Finds the token count in a response or in an event of a stream. */
public final class UsageReader {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          // What Python's json writes for numbers that are none; they are refused as a count below.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private UsageReader() {}

  /** Reads the top-level {@code usage}; bytes that are no JSON object report nothing. */
  public static UsageReport read(byte[] bytes, int from, int length) {
    Scan scan = new Scan();
    try (JsonParser parser = JSON.createParser(bytes, from, length)) {
      scan.run(parser);
    } catch (IOException _) {
      return UsageReport.NONE;
    }
    return scan.report();
  }

  /** A single pass over the top-level fields. */
  private static final class Scan {
    private boolean usage;
    private boolean choices;
    private @Nullable String problem;
    private long prompt = -1;
    private long completion = -1;

    void run(JsonParser parser) throws IOException {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("usage") && value == JsonToken.START_OBJECT) {
          usage = true;
          counts(parser);
        } else if (name.equals("choices") && value == JsonToken.START_ARRAY) {
          choices = parser.nextToken() != JsonToken.END_ARRAY;
          // The rest of the array, whose first element may be anything.
          for (int depth = choices ? 1 : 0; depth > 0; ) {
            JsonToken token = parser.currentToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (depth > 0 && parser.nextToken() == null) {
              return;
            }
          }
        } else {
          if (name.equals("usage") && value != JsonToken.VALUE_NULL) {
            problem = "usage is no object";
          }
          parser.skipChildren();
        }
      }
    }

    private void counts(JsonParser parser) throws IOException {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (name) {
          case "prompt_tokens", "input_tokens" -> prompt = number(parser, value, name, prompt);
          case "completion_tokens", "output_tokens" ->
              completion = number(parser, value, name, completion);
          default -> {}
        }
        parser.skipChildren();
      }
    }

    private long number(JsonParser parser, JsonToken value, String name, long before)
        throws IOException {
      if (value == JsonToken.VALUE_NULL) {
        return before;
      }
      if (value == JsonToken.VALUE_NUMBER_INT
          && parser.getNumberType() != NumberType.BIG_INTEGER
          && parser.getLongValue() >= 0
          && parser.getLongValue() <= TokenCount.MAX) {
        return parser.getLongValue();
      }
      String shown = value.isStructStart() ? "no number" : parser.getText();
      problem =
          "%s is %s, expected a whole number from 0 to %d"
              .formatted(name, shown.length() > 40 ? "too long" : shown, TokenCount.MAX);
      return before;
    }

    UsageReport report() {
      boolean told = usage && problem == null && (prompt >= 0 || completion >= 0);
      return new UsageReport(
          told
              ? Optional.of(new TokenCount(Math.max(0, prompt), Math.max(0, completion)))
              : Optional.empty(),
          Optional.ofNullable(problem),
          usage && !choices);
    }
  }
}
