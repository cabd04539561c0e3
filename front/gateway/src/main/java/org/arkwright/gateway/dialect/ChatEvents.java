package org.arkwright.gateway.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** The events of a streamed chat. */
public final class ChatEvents {
  private static final String DATA = "data:";

  private ChatEvents() {}

  /** Calls with the data of each event that has some and is JSON: not with the mark of the end. */
  public static void each(byte[] events, Consumer<JsonNode> visitor) {
    StringBuilder data = new StringBuilder();
    for (String line : (Iterable<String>) text(events).lines()::iterator) {
      if (line.startsWith(DATA)) {
        data.append(line, DATA.length(), line.length()).append('\n');
      } else if (line.isEmpty()) {
        tell(data, visitor);
      }
    }
    tell(data, visitor);
  }

  private static void tell(StringBuilder data, Consumer<JsonNode> visitor) {
    if (!data.isEmpty()) {
      JsonNode json = JsonFields.lenient(data.toString().getBytes(StandardCharsets.UTF_8));
      data.setLength(0);
      if (json.isObject()) {
        visitor.accept(json);
      }
    }
  }

  private static String text(byte[] events) {
    return new String(events, StandardCharsets.UTF_8);
  }

  /** Writes an event with a name. */
  public static void write(ByteArrayOutputStream out, String name, JsonNode data) {
    out.writeBytes(("event: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8));
    out.writeBytes(JsonFields.bytes(data));
    out.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
  }
}
