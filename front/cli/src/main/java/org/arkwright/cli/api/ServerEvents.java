package org.arkwright.cli.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A reader of server-sent events (WHATWG HTML, section 9.2); for one thread at a time. */
public final class ServerEvents implements AutoCloseable {
  private final BufferedReader lines;
  private final Consumer<String> comments;
  private String lastId = "";

  public ServerEvents(InputStream stream) {
    this(stream, _ -> {});
  }

  /**
   * Reads a stream.
   *
   * @param comments gets what stands in lines that are no part of an event
   */
  public ServerEvents(InputStream stream, Consumer<String> comments) {
    this.comments = comments;
    lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  /** An event: its type ({@code message} if the server names none), its id and its data. */
  public record ServerEvent(String type, String id, String data) {}

  /** Blocks until the next event and returns it; null at the end of the stream. */
  public @Nullable ServerEvent next() throws IOException {
    String type = "message";
    StringBuilder data = new StringBuilder();
    boolean hasData = false;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty()) {
        if (hasData) {
          return new ServerEvent(type, lastId, data.toString());
        }
        continue;
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String rest = colon < 0 ? "" : line.substring(colon + 1);
      String value = rest.startsWith(" ") ? rest.substring(1) : rest;
      switch (field) {
        case "event" -> type = value;
        case "id" -> lastId = value;
        case "data" -> {
          data.append(hasData ? "\n" : "").append(value);
          hasData = true;
        }
        case "" -> comments.accept(value);
        default -> {} // Retry and unknown fields.
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
