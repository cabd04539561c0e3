package org.arkwright.worker.link;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import org.arkwright.wire.Wire;

/** What the control plane says where it does not do what it was asked. */
public final class ServerWords {
  private static final int WORDS_BYTES_MAX = 1 << 20;

  private ServerWords() {}

  /**
   * Returns the status of an answer that is no success, and the reason and advice in it, for people
   * to read. Blocks; the connection cannot be read afterwards.
   */
  public static String of(HttpURLConnection answered) throws IOException {
    int status = answered.getResponseCode();
    try (InputStream in = answered.getErrorStream()) {
      if (in != null) {
        JsonNode problem = Wire.strict().mapper().readTree(in.readNBytes(WORDS_BYTES_MAX));
        String words =
            (problem.path("detail").asText() + " " + problem.path("advice").asText()).strip();
        if (!words.isEmpty()) {
          return "%d: %s".formatted(status, words);
        }
      }
    } catch (IOException _) {
      // Then the status has to do.
    }
    return "%d, without a reason".formatted(status);
  }
}
