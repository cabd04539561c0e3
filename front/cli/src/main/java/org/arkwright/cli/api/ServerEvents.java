package org.arkwright.cli.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events (WHATWG HTML, section 9.2) from a stream. One thread at a time. */
public final class ServerEvents implements AutoCloseable {
  private final BufferedReader lines;
  private String lastId = "";

  public ServerEvents(InputStream stream) {
    lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  /** One event: its type ({@code message} where the server names none), its id and its data. */
  public record ServerEvent(String type, String id, String data) {}

  /** Blocks until the next event; null at the end of the stream. Comments are skipped. */
  public @Nullable ServerEvent next() throws IOException {
    String type = "message";
    StringBuilder data = new StringBuilder();
    boolean any = false;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty()) {
        if (any) {
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
          data.append(any ? "\n" : "").append(value);
          any = true;
        }
        default -> {} // Comments, retry and what may come.
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
