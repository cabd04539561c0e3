package org.arkwright.convert.vocabulary;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.convert.source.ConversionProblem;

/**
 * A tokenizer.model, which is a message of Protocol Buffers (github.com/google/sentencepiece,
 * sentencepiece_model.proto).
 *
 * @param spacePrefix whether a text begins as if a space were before it
 */
record SentencePieceModel(List<Piece> pieces, boolean spacePrefix) {
  private static final String FILE = "tokenizer.model";
  private static final long BYTES_MAX = 64L << 20;
  private static final int BPE = 2;

  /**
   * A token.
   *
   * @param kind its code there, which is that of GGUF
   */
  record Piece(String text, float score, TokenKind kind) {}

  /**
   * Reads the file.
   *
   * @throws ConversionProblem when it is no such message, or of another algorithm
   */
  static SentencePieceModel read(Path file) throws IOException {
    if (Files.size(file) > BYTES_MAX) {
      throw damaged("it has %,d bytes".formatted(Files.size(file)));
    }
    List<Piece> pieces = new ArrayList<>();
    long algorithm = 1;
    boolean prefix = true;
    boolean squeezes = true;
    boolean maps = false;
    ByteBuffer whole = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    while (whole.hasRemaining()) {
      Field field = Field.next(whole);
      if (field.is(1)) {
        pieces.add(piece(field.message()));
      } else if (field.is(2)) {
        algorithm = last(field.message(), 3, 1);
      } else if (field.is(3)) {
        ByteBuffer normalizer = field.message();
        prefix = last(normalizer.duplicate().order(ByteOrder.LITTLE_ENDIAN), 3, 1) != 0;
        squeezes = last(normalizer.duplicate().order(ByteOrder.LITTLE_ENDIAN), 4, 1) != 0;
        maps = hasMap(normalizer);
      }
    }
    if (algorithm != BPE) {
      throw new ConversionProblem(
          "%s is of SentencePiece's algorithm %d\nexpected %d, byte pairs"
              .formatted(FILE, algorithm, BPE));
    }
    if (maps || squeezes) {
      throw new ConversionProblem(
          "%s changes texts before it splits them (%s), which llama.cpp does not\nexpected neither"
              .formatted(FILE, maps ? "a map of characters" : "remove_extra_whitespaces"));
    }
    return new SentencePieceModel(List.copyOf(pieces), prefix);
  }

  private static Piece piece(ByteBuffer message) {
    String text = "";
    float score = 0;
    long kind = TokenKind.NORMAL.code();
    while (message.hasRemaining()) {
      Field field = Field.next(message);
      switch (field.number()) {
        case 1 -> text = text(field.message());
        case 2 -> score = Float.intBitsToFloat((int) field.value());
        case 3 -> kind = field.value();
        default -> {
          // Of a later version.
        }
      }
    }
    for (TokenKind known : TokenKind.values()) {
      if (known.code() == kind) {
        return new Piece(text, score, known);
      }
    }
    throw damaged("a piece is of type " + kind);
  }

  private static String text(ByteBuffer bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException _) {
      throw damaged("a piece is not UTF-8");
    }
  }

  /** The last value of a numbered field. */
  private static long last(ByteBuffer message, int number, long absent) {
    long last = absent;
    while (message.hasRemaining()) {
      Field field = Field.next(message);
      last = field.is(number) ? field.value() : last;
    }
    return last;
  }

  private static boolean hasMap(ByteBuffer normalizer) {
    boolean maps = false;
    while (normalizer.hasRemaining()) {
      Field field = Field.next(normalizer);
      maps |= field.is(2) && field.message().hasRemaining();
    }
    return maps;
  }

  private static ConversionProblem damaged(String problem) {
    return new ConversionProblem(
        "%s is not a SentencePiece model: %s\nexpected one as it was published: download it again"
            .formatted(FILE, problem));
  }

  /**
   * A field of a message.
   *
   * @param value of a number; 0 for a message
   * @param message of a message or a text; empty for a number
   */
  private record Field(int number, long value, ByteBuffer message) {
    private static final int WIRE_BITS = 3;

    boolean is(int other) {
      return number == other;
    }

    static Field next(ByteBuffer from) {
      long key = varint(from);
      int number = (int) Math.min(Integer.MAX_VALUE, key >>> WIRE_BITS);
      ByteBuffer none = ByteBuffer.allocate(0);
      return switch ((int) (key & 7)) {
        case 0 -> new Field(number, varint(from), none);
        case 1 -> new Field(number, need(from, Long.BYTES).getLong(), none);
        case 2 -> {
          long length = varint(from);
          if (length < 0 || length > from.remaining()) {
            throw damaged("a field says that it has %d bytes".formatted(length));
          }
          ByteBuffer part =
              from.slice(from.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
          from.position(from.position() + (int) length);
          yield new Field(number, 0, part);
        }
        case 5 -> new Field(number, need(from, Integer.BYTES).getInt(), none);
        default -> throw damaged("a field is of an unknown type");
      };
    }

    private static long varint(ByteBuffer from) {
      long value = 0;
      for (int shift = 0; shift < Long.SIZE; shift += 7) {
        byte next = need(from, 1).get();
        value |= (next & 0x7fL) << shift;
        if (next >= 0) {
          return value;
        }
      }
      throw damaged("a number has no end");
    }

    private static ByteBuffer need(ByteBuffer from, int bytes) {
      if (from.remaining() < bytes) {
        throw damaged("it ends within a field");
      }
      return from;
    }
  }
}
