package org.arkwright.train.text;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.arkwright.train.report.TrainingProblem;

/**
 * A text file as characters: UTF-8, or UTF-16 and UTF-32 where a byte order mark says so; the mark
 * itself is left out. Web text contains malformed bytes now and then, which should not fail a run:
 * up to one character in a thousand is replaced, and counted. More, or a NUL, means that it is
 * something else, which is refused with its line. Not thread-safe.
 */
final class TextFile extends Reader {
  /** One character in so many may be unreadable. */
  private static final int READABLE_PER_UNREADABLE = 1000;

  private static final int MARK_BYTES_MAX = 4;
  private static final char REPLACEMENT = '\uFFFD';

  private final Path file;
  private final InputStream in;
  private final CharsetDecoder decoder;
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).flip();
  private boolean ended;
  private long line = 1;
  private long characters;
  private long unreadable;
  private long firstUnreadableLine;

  private TextFile(Path file, InputStream in, Charset charset) {
    this.file = file;
    this.in = in;
    this.decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /** Opens a file, of which nothing is known but its name. */
  static TextFile open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      in.mark(MARK_BYTES_MAX);
      byte[] head = in.readNBytes(MARK_BYTES_MAX);
      in.reset();
      Mark mark = Mark.of(head);
      in.skipNBytes(mark.bytes.length());
      return new TextFile(file, in, mark.charset);
    } catch (IOException problem) {
      in.close();
      throw problem;
    }
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

    /** The mark, a character a byte. */
    private final String bytes;

    Mark(Charset charset, String bytes) {
      this.charset = charset;
      this.bytes = bytes;
    }

    static Mark of(byte[] head) {
      String text = new String(head, StandardCharsets.ISO_8859_1);
      for (Mark mark : values()) {
        if (text.startsWith(mark.bytes)) {
          return mark;
        }
      }
      return NONE;
    }
  }

  /** Returns a reader of lines of this file; closing it closes the file. */
  BufferedReader lines() {
    return new BufferedReader(this, 1 << 16);
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    CharBuffer out = CharBuffer.wrap(target, offset, length);
    while (out.position() == 0) {
      CoderResult result = decoder.decode(bytes, out, ended);
      if (result.isError()) {
        replace(result.length(), out);
      } else if (result.isUnderflow()) {
        if (ended) {
          break;
        }
        fill();
      } else if (out.position() == 0) {
        // There is no room for both halves of a character: its reader asks for more at a time.
        throw new IOException("a character of %s needs room for two".formatted(file));
      }
    }
    int read = out.position();
    count(target, offset, read);
    if (read == 0) {
      refuseUnreadable();
      return -1;
    }
    return read;
  }

  private void replace(int malformed, CharBuffer out) {
    bytes.position(bytes.position() + malformed);
    out.put(REPLACEMENT);
    unreadable++;
    if (firstUnreadableLine == 0) {
      firstUnreadableLine = line + lineFeeds(out.array(), out.arrayOffset(), out.position());
    }
  }

  private static long lineFeeds(char[] text, int offset, int length) {
    long found = 0;
    for (int i = offset; i < offset + length; i++) {
      found += text[i] == '\n' ? 1 : 0;
    }
    return found;
  }

  private void fill() throws IOException {
    bytes.compact();
    int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
    if (read < 0) {
      ended = true;
    } else {
      bytes.position(bytes.position() + read);
    }
    bytes.flip();
  }

  private void count(char[] text, int offset, int length) {
    characters += length;
    for (int i = offset; i < offset + length; i++) {
      if (text[i] == '\n') {
        line++;
      } else if (text[i] == 0) {
        throw new TrainingProblem(
            ("%s holds a NUL in line %d: it is not text, or UTF-16 without its mark\n"
                    + "expected text in UTF-8, or UTF-16 that begins with a byte order mark")
                .formatted(file, line));
      }
    }
  }

  private void refuseUnreadable() {
    if (unreadable * READABLE_PER_UNREADABLE > characters) {
      throw new TrainingProblem(
          ("%s is not in %s: %,d of its %,d characters cannot be read, the first in line %,d\n"
                  + "expected UTF-8; convert it, as by iconv -f LATIN1 -t UTF-8")
              .formatted(file, decoder.charset(), unreadable, characters, firstUnreadableLine));
    }
  }

  /** Returns what was replaced so far; empty if nothing was. */
  Optional<String> note() {
    return unreadable == 0
        ? Optional.empty()
        : Optional.of(
            "%s: %,d of %,d characters cannot be read and were replaced, the first in line %,d"
                .formatted(file, unreadable, characters, firstUnreadableLine));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
