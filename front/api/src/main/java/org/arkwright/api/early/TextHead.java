package org.arkwright.api.early;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.arkwright.artifact.blob.PathText;

/**
 * The beginning of a text to learn from, read by the rules of {@code work train}: UTF-8, or UTF-16
 * and UTF-32 with their marks; one character in a thousand may be unreadable.
 *
 * @param cut whether the file goes on
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TextHead(byte[] bytes, boolean cut) {
  private static final int READABLE_PER_UNREADABLE = 1000;
  private static final String EXPECTED_TEXT = " Expected text in UTF-8.";
  private static final String EXPECTED_LINE =
      " Expected an object with a member \"text\" on each line";
  private static final List<String> CHATS = List.of("messages", "conversations", "prompt");
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  /** What other formats begin with, a character a byte. */
  private static final Map<String, String> FORMATS =
      Map.of(
          "\u001f\u008b", "gzip",
          "(\u00b5/\u00fd", "zstd",
          "\u00fd7zXZ", "xz",
          "BZh", "bzip2",
          "PK\3\4", "a zip archive",
          "PAR1", "parquet",
          "%PDF", "PDF",
          "\u007fELF", "a program");

  /**
   * What there is to learn from a file.
   *
   * @param problem what rules it out; empty if nothing of what was read does
   * @param bytes of text in UTF-8 that were read, without blanks around and what is no text
   * @param documents at most, each of which is one text to the tokenizer
   */
  record Reading(Optional<String> problem, long bytes, long documents) {
    static Reading refused(String problem) {
      return new Reading(Optional.of(problem), 0, 0);
    }

    Reading plus(String document) {
      String text = document.strip();
      return text.isEmpty()
          ? this
          : new Reading(
              problem, bytes + text.getBytes(StandardCharsets.UTF_8).length, documents + 1);
    }
  }

  /**
   * Reads it.
   *
   * @param lines whether it is JSON by line
   */
  Reading read(boolean lines) {
    String start = new String(bytes, 0, Math.min(bytes.length, 8), StandardCharsets.ISO_8859_1);
    for (Map.Entry<String, String> format : FORMATS.entrySet()) {
      if (start.startsWith(format.getKey())) {
        return Reading.refused(
            "it is %s, whatever its name.%s".formatted(format.getValue(), EXPECTED_TEXT));
      }
    }
    Mark mark = Mark.of(start);
    if (mark.charset.equals(StandardCharsets.UTF_8)) {
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == 0) {
          return Reading.refused(
              ("byte %d is NUL, so that it is not text in UTF-8, nor in UTF-16 with its mark."
                      + EXPECTED_TEXT)
                  .formatted(i + 1));
        }
      }
    }
    Decoded decoded = decode(mark);
    if (decoded.unreadable * READABLE_PER_UNREADABLE > decoded.text.length()) {
      return Reading.refused(
          ("it is not in %s: %,d of %,d characters cannot be read, the first in line %,d. Expected"
                  + " UTF-8; convert it, as by iconv -f LATIN1 -t UTF-8.")
              .formatted(
                  mark.charset, decoded.unreadable, decoded.text.length(), decoded.firstLine));
    }
    return lines(decoded.text, lines);
  }

  /** The byte order marks; longer ones first, as UTF-32's begins with UTF-16's. */
  private enum Mark {
    UTF_32LE(Charset.forName("UTF-32LE"), "\u00ff\u00fe\0\0"),
    UTF_32BE(Charset.forName("UTF-32BE"), "\0\0\u00fe\u00ff"),
    UTF_8(StandardCharsets.UTF_8, "\u00ef\u00bb\u00bf"),
    UTF_16LE(StandardCharsets.UTF_16LE, "\u00ff\u00fe"),
    UTF_16BE(StandardCharsets.UTF_16BE, "\u00fe\u00ff"),
    NONE(StandardCharsets.UTF_8, "");

    private final Charset charset;
    private final String bytes;

    Mark(Charset charset, String bytes) {
      this.charset = charset;
      this.bytes = bytes;
    }

    static Mark of(String start) {
      for (Mark mark : values()) {
        if (start.startsWith(mark.bytes)) {
          return mark;
        }
      }
      return NONE;
    }
  }

  /**
   * What was read.
   *
   * @param firstLine the line of the first character that cannot be read, from 1
   */
  private record Decoded(String text, long unreadable, long firstLine) {}

  private Decoded decode(Mark mark) {
    CharsetDecoder decoder = mark.charset.newDecoder();
    int skipped = mark.bytes.length();
    ByteBuffer in = ByteBuffer.wrap(bytes, skipped, bytes.length - skipped);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    long unreadable = 0;
    int first = 0;
    // Where the file goes on, its last character may be cut: that is no error of the file.
    for (CoderResult result = decoder.decode(in, out, !cut);
        result.isError();
        result = decoder.decode(in, out, !cut)) {
      in.position(in.position() + result.length());
      first = unreadable == 0 ? out.position() : first;
      unreadable++;
      out.put('\uFFFD');
    }
    String text = out.flip().toString();
    return new Decoded(
        text, unreadable, text.substring(0, first).chars().filter(one -> one == '\n').count() + 1);
  }

  private Reading lines(String text, boolean json) {
    Reading reading = new Reading(Optional.empty(), 0, 0);
    List<String> all = text.lines().toList();
    for (int number = 1; number <= all.size() - (cut ? 1 : 0); number++) {
      String line = all.get(number - 1);
      if (json && !line.isBlank()) {
        JsonNode object = parsed(line);
        Optional<String> problem = lineProblem(number, object);
        if (problem.isPresent()) {
          return Reading.refused(problem.get());
        }
        reading = reading.plus(object.path("text").asText());
      } else {
        reading = reading.plus(line);
      }
    }
    return reading;
  }

  /** Returns the line's one value; of none the absent one. */
  private static JsonNode parsed(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException _) {
      return MissingNode.getInstance();
    }
  }

  private static Optional<String> lineProblem(int number, JsonNode json) {
    if (json.isMissingNode()) {
      return Optional.of("line %d is not JSON.%s.".formatted(number, EXPECTED_LINE));
    }
    if (json.path("text").isTextual()) {
      return Optional.empty();
    }
    if (!json.isObject()) {
      return Optional.of("line %d is not an object.%s.".formatted(number, EXPECTED_LINE));
    }
    if (json.has("text")) {
      return Optional.of(
          "line %d has a member \"text\" that is no text but %s.%s."
              .formatted(
                  number,
                  json.path("text").getNodeType().name().toLowerCase(Locale.ROOT),
                  EXPECTED_LINE));
    }
    List<String> names =
        json.properties().stream().limit(5).map(Map.Entry::getKey).map(PathText::of).toList();
    boolean chat = CHATS.stream().anyMatch(json::has);
    return Optional.of(
        "line %d has no text but the members %s.%s%s."
            .formatted(
                number,
                String.join(", ", names),
                EXPECTED_LINE,
                chat ? "; of a chat, its turns as one text" : ""));
  }
}
