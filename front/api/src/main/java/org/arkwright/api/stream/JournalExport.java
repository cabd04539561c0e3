package org.arkwright.api.stream;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.arkwright.control.EventLog;
import org.arkwright.journal.JournalReader;
import org.arkwright.model.CommandOrigin;
import org.arkwright.stored.EventForm;
import org.arkwright.stored.RecordedEvent;

/**
 * The whole journal, one JSON object per line: the number, the event in its current form (whatever
 * form it is stored in), and, with the first event of a command, the command's origin.
 */
public final class JournalExport {
  private static final int CHUNK_BYTES = 64 * 1024;

  private JournalExport() {}

  public static ResponseStream.Source of(JournalReader journal) {
    return stream -> {
      ByteArrayOutputStream chunk = new ByteArrayOutputStream(2 * CHUNK_BYTES);
      EventLog.records(
          journal,
          (number, recorded) -> {
            chunk.writeBytes(line(number, recorded));
            chunk.write('\n');
            if (chunk.size() >= CHUNK_BYTES) {
              write(stream, chunk);
            }
          });
      stream.write(chunk.toByteArray());
    };
  }

  private static byte[] line(long number, RecordedEvent recorded) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("number", number);
    json.putRawValue("event", new RawValue(text(EventForm.forApi(recorded.event()).json())));
    recorded.part().ifPresent(part -> json.set("command", command(part)));
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }

  private static ObjectNode command(RecordedEvent.Part part) {
    CommandOrigin origin = part.origin();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("principal", origin.principal().value());
    origin.request().ifPresent(request -> json.put("request", request));
    origin.address().ifPresent(address -> json.put("address", address));
    origin.cause().ifPresent(cause -> json.put("cause", cause));
    return json.put("events", part.events());
  }

  private static void write(ResponseStream stream, ByteArrayOutputStream chunk) {
    try {
      stream.write(chunk.toByteArray());
      chunk.reset();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new ClientGoneException("the server is stopping");
    }
  }
}
