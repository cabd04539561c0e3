package org.arkwright.api.worker;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.arkwright.artifact.blob.ArtifactException;

/**
 * A part of a file of which more can be asked or sent (RFC 9110, sections 14.2 and 14.4).
 *
 * @param from the offset of its first byte
 * @param size of the whole file
 */
record ByteRange(long from, long size) {
  private static final Pattern CONTENT = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18})");
  private static final Pattern EMPTY = Pattern.compile("bytes \\*/(\\d{1,18})");
  private static final Pattern ASKED = Pattern.compile("bytes=(\\d{1,18})-");

  /**
   * Reads the header {@code Content-Range} of what is sent: {@code bytes 10-99/100}, or {@code
   * bytes *}{@code /100} where nothing is left to send.
   */
  static ByteRange ofContent(Optional<String> header) throws ArtifactException {
    String text = header.orElse("");
    Matcher content = CONTENT.matcher(text);
    if (content.matches()) {
      return new ByteRange(Long.parseLong(content.group(1)), Long.parseLong(content.group(2)));
    }
    Matcher empty = EMPTY.matcher(text);
    if (empty.matches()) {
      long size = Long.parseLong(empty.group(1));
      return new ByteRange(size, size);
    }
    throw new ArtifactException(
        "Content-Range is '%s': expected 'bytes 10-99/100'".formatted(text));
  }

  /**
   * Reads the header {@code Range}: all from an offset on, {@code bytes=10-}. Any other asks for
   * the whole, as one that is missing.
   *
   * @param size of the whole file, beyond which nothing can be asked
   */
  static ByteRange ofRequest(Optional<String> header, long size) {
    Matcher asked = ASKED.matcher(header.orElse(""));
    long from = asked.matches() ? Long.parseLong(asked.group(1)) : 0;
    return new ByteRange(Math.min(from, size), size);
  }
}
