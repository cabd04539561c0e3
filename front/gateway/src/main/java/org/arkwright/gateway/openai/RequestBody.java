package org.arkwright.gateway.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.arkwright.gateway.usage.TokenCount;
import org.jspecify.annotations.Nullable;

/**
 * A request's JSON, fully checked but not turned into a tree: the fields that the gateway needs and
 * their positions in the bytes, so that forwarding it with another model name copies the rest.
 */
public final class RequestBody {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();
  private static final byte[] INCLUDE_USAGE =
      ",\"stream_options\":{\"include_usage\":true}".getBytes(StandardCharsets.UTF_8);
  private static final byte[] USAGE_OPTION =
      "{\"include_usage\":true}".getBytes(StandardCharsets.UTF_8);

  private static final int NUMBER_BYTES = 4;

  private final byte[] bytes;
  private final String model;
  private final int modelFrom;
  private final int modelTo;
  private final boolean stream;
  private final boolean includeUsage;
  private final int optionsFrom;
  private final int optionsTo;
  private final int end;

  private RequestBody(Scan scan) {
    this.bytes = scan.bytes;
    this.model = scan.model == null ? "" : scan.model;
    this.modelFrom = scan.modelFrom;
    this.modelTo = scan.modelTo;
    this.stream = scan.stream;
    this.includeUsage = scan.includeUsage;
    this.optionsFrom = scan.optionsFrom;
    this.optionsTo = scan.optionsTo;
    this.end = scan.end;
  }

  /** A body, or why it is invalid. */
  public sealed interface Reading {
    record Read(RequestBody body) implements Reading {}

    record Refused(GatewayError error) implements Reading {}
  }

  /** Reads a body; retains the array. */
  public static Reading read(byte[] given) {
    byte[] bytes = withoutMark(given);
    if (isWide(bytes)) {
      return new Reading.Refused(
          GatewayError.invalid("The body is in UTF-16 or UTF-32; send it in UTF-8."));
    }
    Scan scan = new Scan(bytes);
    try (JsonParser parser = JSON.createParser(bytes)) {
      String problem = scan.run(parser);
      return problem == null
          ? new Reading.Read(new RequestBody(scan))
          : new Reading.Refused(GatewayError.invalid(problem));
    } catch (IOException e) {
      String cause = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      return new Reading.Refused(GatewayError.invalid("The body is not JSON: " + cause));
    }
  }

  private static byte[] withoutMark(byte[] given) {
    boolean marked =
        given.length >= 3
            && given[0] == (byte) 0xEF
            && given[1] == (byte) 0xBB
            && given[2] == (byte) 0xBF;
    return marked ? Arrays.copyOfRange(given, 3, given.length) : given;
  }

  /**
   * Whether the text has two or four bytes a character: it begins with a mark that UTF-8 never has,
   * or has a zero within its first character and the next. The parser would take it, but the
   * positions that it reports would not be those of the bytes.
   */
  private static boolean isWide(byte[] bytes) {
    return bytes.length >= 2
        && (bytes[0] == 0
            || bytes[1] == 0
            || (bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF)
            || (bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE));
  }

  /**
   * The size of the text that the model has to read, in bytes, by another pass over the body; a
   * token that is given as a number counts as four bytes. Pictures and sounds are not counted.
   */
  public long promptBytes() {
    long size = 0;
    try (JsonParser parser = JSON.createParser(bytes)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        boolean prompt =
            name.equals("messages")
                || name.equals("prompt")
                || name.equals("input")
                || name.equals("query")
                || name.equals("documents")
                || name.equals("tools");
        parser.nextToken();
        if (prompt) {
          size += textBytes(parser);
        }
        parser.skipChildren();
      }
    } catch (IOException e) {
      throw new IllegalStateException("a body that was read before is not readable", e);
    }
    return size;
  }

  /**
   * The most tokens that the client lets the model write, over all its answers, by another pass
   * over the body; {@link Long#MAX_VALUE} if it sets no bound.
   */
  public long answerTokensMost() {
    long most = Long.MAX_VALUE;
    long each = 1;
    long prompts = 1;
    try (JsonParser parser = JSON.createParser(bytes)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        boolean number = parser.nextToken() == JsonToken.VALUE_NUMBER_INT;
        switch (name) {
          case "max_tokens", "max_completion_tokens", "max_output_tokens" ->
              most = number ? Math.min(most, count(parser)) : most;
          case "n", "best_of" -> each = number ? Math.max(each, count(parser)) : each;
          case "prompt" -> {
            if (parser.currentToken() == JsonToken.START_ARRAY) {
              prompts = Math.max(1, texts(parser));
            }
          }
          default -> {}
        }
        parser.skipChildren();
      }
    } catch (IOException e) {
      throw new IllegalStateException("a body that was read before is not readable", e);
    }
    return most == Long.MAX_VALUE ? most : product(most, product(each, prompts));
  }

  /** The product of two counts, as a count: no request has more tokens than {@code MAX}. */
  private static long product(long one, long other) {
    return Math.min(TokenCount.MAX, one * other);
  }

  /** A number as a count; what is none, or far beyond any, bounds nothing. */
  private static long count(JsonParser parser) throws IOException {
    String digits = parser.getText();
    return digits.matches("\\d{1,9}") ? Long.parseLong(digits) : TokenCount.MAX;
  }

  /** The texts in an array, or lists of tokens; one if it is a list of tokens itself. */
  private static long texts(JsonParser parser) throws IOException {
    long texts = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY && parser.currentToken() != null) {
      texts += parser.currentToken().isNumeric() ? 0 : 1;
      parser.skipChildren();
    }
    return texts;
  }

  private static long textBytes(JsonParser parser) throws IOException {
    long size = 0;
    int depth = 0;
    do {
      JsonToken token = parser.currentToken();
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      boolean text = token == JsonToken.VALUE_STRING && !"data".equals(parser.currentName());
      if (text && !parser.getText().startsWith("data:")) {
        size += parser.getText().getBytes(StandardCharsets.UTF_8).length;
      } else if (token.isNumeric()) {
        size += NUMBER_BYTES;
      }
    } while (depth > 0 && parser.nextToken() != null);
    return size;
  }

  /** The body as it came; not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  public String model() {
    return model;
  }

  public boolean stream() {
    return stream;
  }

  /** Whether the client wants the token count of a stream. */
  public boolean includeUsage() {
    return includeUsage;
  }

  /**
   * Returns the body for a backend that knows the model by another name; a stream asks for its
   * usage.
   */
  public byte[] forwarded(String upstreamModel) {
    byte[] name =
        ('"' + new String(JsonStringEncoder.getInstance().quoteAsString(upstreamModel)) + '"')
            .getBytes(StandardCharsets.UTF_8);
    boolean addUsage = stream && !includeUsage;
    boolean replace = addUsage && optionsTo > 0;
    boolean append = addUsage && optionsTo == 0;
    int size =
        bytes.length
            + name.length
            - (modelTo - modelFrom)
            + (append ? INCLUDE_USAGE.length : 0)
            + (replace ? USAGE_OPTION.length - (optionsTo - optionsFrom) : 0);
    Splice splice = new Splice(bytes, new byte[size]);
    if (replace && optionsFrom < modelFrom) {
      splice.replace(optionsFrom, optionsTo, USAGE_OPTION);
    }
    splice.replace(modelFrom, modelTo, name);
    if (replace && optionsFrom > modelFrom) {
      splice.replace(optionsFrom, optionsTo, USAGE_OPTION);
    }
    if (append) {
      splice.replace(end, end, INCLUDE_USAGE);
    }
    return splice.finish();
  }

  /** Copies an array while replacing ranges, from front to back. */
  private static final class Splice {
    private final byte[] from;
    private final byte[] to;
    private int read;
    private int written;

    Splice(byte[] from, byte[] to) {
      this.from = from;
      this.to = to;
    }

    void replace(int start, int stop, byte[] replacement) {
      copyUpTo(start);
      System.arraycopy(replacement, 0, to, written, replacement.length);
      written += replacement.length;
      read = stop;
    }

    byte[] finish() {
      copyUpTo(from.length);
      return to;
    }

    private void copyUpTo(int stop) {
      System.arraycopy(from, read, to, written, stop - read);
      written += stop - read;
      read = stop;
    }
  }

  /** A single pass over the top-level fields. */
  private static final class Scan {
    private final byte[] bytes;
    private @Nullable String model;
    private int modelFrom;
    private int modelTo;
    private boolean stream;
    private boolean includeUsage;
    private int optionsFrom;
    private int optionsTo;
    private int end;

    Scan(byte[] bytes) {
      this.bytes = bytes;
    }

    /** Returns the problem, or null if there is none. */
    @Nullable String run(JsonParser parser) throws IOException {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return "The body must be a JSON object.";
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (name) {
          case "model" -> {
            if (value != JsonToken.VALUE_STRING || model != null) {
              return "'model' must be given once, as a string.";
            }
            modelFrom = (int) parser.currentTokenLocation().getByteOffset();
            model = parser.getText();
            parser.finishToken();
            modelTo = (int) parser.currentLocation().getByteOffset();
          }
          case "stream" -> stream = value == JsonToken.VALUE_TRUE;
          case "stream_options" -> {
            optionsFrom = (int) parser.currentTokenLocation().getByteOffset();
            readOptions(parser, value);
            optionsTo = (int) parser.currentLocation().getByteOffset();
          }
          default -> parser.skipChildren();
        }
      }
      end = (int) parser.currentTokenLocation().getByteOffset();
      if (parser.nextToken() != null) {
        return "The body must be one JSON object with nothing after it.";
      }
      return model == null ? "The request needs the field 'model'." : null;
    }

    private void readOptions(JsonParser parser, JsonToken value) throws IOException {
      if (value != JsonToken.START_OBJECT) {
        parser.skipChildren();
        parser.finishToken();
        return;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken option = parser.nextToken();
        if (name.equals("include_usage")) {
          includeUsage = option == JsonToken.VALUE_TRUE;
        }
        parser.skipChildren();
      }
    }
  }
}
