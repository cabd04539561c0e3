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
 * The whole journal, one JSON object per line: the number, the event in the present form whatever
 * the form in which it is kept, and with the first event that a command made, who gave that
 * command.
 */
public final class JournalExport {
  private static final int PIECE_BYTES = 64 * 1024;

  private JournalExport() {}

  public static ResponseStream.Source of(JournalReader journal) {
    return stream -> {
      ByteArrayOutputStream piece = new ByteArrayOutputStream(2 * PIECE_BYTES);
      EventLog.records(
          journal,
          0,
          (number, recorded) -> {
            piece.writeBytes(line(number, recorded));
            piece.write('\n');
            if (piece.size() >= PIECE_BYTES) {
              write(stream, piece);
            }
          });
      stream.write(piece.toByteArray());
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
    json.put("principal", origin.principal().value()).put("request", origin.request());
    origin.address().ifPresent(address -> json.put("address", address));
    return json.put("cause", origin.cause()).put("events", part.events());
  }

  private static void write(ResponseStream stream, ByteArrayOutputStream piece) {
    try {
      stream.write(piece.toByteArray());
      piece.reset();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new ClientGoneException("the server is stopping");
    }
  }
}
