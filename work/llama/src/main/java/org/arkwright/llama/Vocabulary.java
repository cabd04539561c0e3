package org.arkwright.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A model's tokens: numbers from 0 to {@link #size} - 1, and the bytes that each stands for. */
public final class Vocabulary {
  private static final int TYPE_NONE = 0;
  private static final int TYPE_BYTE_PAIRS = 2;
  private static final int TEXT_MAX = 1 << 24;
  private static final byte[] NOTHING = {};

  private final LlamaModel model;
  private final MemorySegment pointer;
  private final int size;
  private final boolean hasTokens;
  private final WordSplitter splitter;
  private final AtomicReferenceArray<byte @Nullable []> pieces;

  Vocabulary(LlamaModel model, MemorySegment pointer) {
    this.model = model;
    this.pointer = pointer;
    this.size = model.functions().vocabTokens.asInt(pointer);
    int type = model.functions().vocabType.asInt(pointer);
    this.hasTokens = type != TYPE_NONE;
    this.splitter =
        new WordSplitter(type == TYPE_BYTE_PAIRS, model.header().text("tokenizer.ggml.pre"));
    this.pieces = new AtomicReferenceArray<>(size);
  }

  public int size() {
    return size;
  }

  /**
   * Splits a text into tokens. Words of more than 512 letters are cut first where the library could
   * not bear them.
   *
   * @param special whether to add the tokens that the model wants at the begin and the end
   * @param parseSpecial whether the text of a control token, such as an end of turn, becomes that
   *     token: false for what users write
   * @throws IllegalArgumentException when the text has more than 16 MiB
   */
  public int[] tokenize(String text, boolean special, boolean parseSpecial) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Checks.range("the text's length in bytes", bytes.length, 0, TEXT_MAX);
    requireTokens();
    List<String> parts = splitter.parts(text);
    if (parts.size() == 1) {
      return tokenize(bytes, special, parseSpecial);
    }
    IntStream.Builder tokens = IntStream.builder();
    int[] around = tokenize(NOTHING, special, parseSpecial);
    int before = special && addsBegin() ? 1 : 0;
    IntStream.of(around).limit(before).forEach(tokens::add);
    for (String part : parts) {
      byte[] some = part.getBytes(StandardCharsets.UTF_8);
      IntStream.of(tokenize(some, false, parseSpecial)).forEach(tokens::add);
    }
    IntStream.of(around).skip(before).forEach(tokens::add);
    return tokens.build().toArray();
  }

  private int[] tokenize(byte[] bytes, boolean special, boolean parseSpecial) {
    return model.using(_ -> {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment input = arena.allocate(Math.max(1, bytes.length));
        MemorySegment.copy(bytes, 0, input, JAVA_BYTE, 0, bytes.length);
        int capacity = bytes.length + 8;
        MemorySegment output = arena.allocate(JAVA_INT, capacity);
        int count = tokenize(input, bytes.length, output, capacity, special, parseSpecial);
        if (count < 0) {
          capacity = Math.negateExact(count);
          output = arena.allocate(JAVA_INT, capacity);
          count = tokenize(input, bytes.length, output, capacity, special, parseSpecial);
        }
        return output.asSlice(0, JAVA_INT.byteSize() * count).toArray(JAVA_INT);
      }
    });
  }

  private int tokenize(
      MemorySegment input,
      int length,
      MemorySegment output,
      int capacity,
      boolean special,
      boolean parseSpecial) {
    return model
        .functions()
        .tokenize
        .asInt(pointer, input, length, output, capacity, special, parseSpecial);
  }

  /**
   * The bytes that a token stands for: often part of a character, see {@link PieceText}. Those of a
   * control token are empty. The array is shared, and not to be changed.
   *
   * @throws IllegalArgumentException when there is no such token
   */
  public byte[] piece(int token) {
    byte[] known = pieces.get(require(token));
    if (known != null) {
      return known;
    }
    byte[] piece = model.using(_ -> read(token, false));
    pieces.set(token, piece);
    return piece;
  }

  private byte[] read(int token, boolean special) {
    try (Arena arena = Arena.ofConfined()) {
      int capacity = 64;
      MemorySegment buffer = arena.allocate(capacity);
      int length =
          model.functions().tokenToPiece.asInt(pointer, token, buffer, capacity, 0, special);
      if (length < 0) {
        capacity = Math.negateExact(length);
        buffer = arena.allocate(capacity);
        length = model.functions().tokenToPiece.asInt(pointer, token, buffer, capacity, 0, special);
      }
      return length <= 0 ? NOTHING : buffer.asSlice(0, length).toArray(JAVA_BYTE);
    }
  }

  /** A token's bytes, those of a control token being its name. Not to be changed. */
  public byte[] bytes(int token) {
    byte[] piece = piece(token);
    return piece.length > 0 ? piece : model.using(_ -> read(token, true));
  }

  /** A token's text as templates write it, also of a control token. */
  public String text(int token) {
    require(token);
    return new String(model.using(_ -> read(token, true)), StandardCharsets.UTF_8);
  }

  /** Whether generation ends with this token. */
  public boolean isEnd(int token) {
    require(token);
    return model.using(_ -> model.functions().vocabIsEog.asBoolean(pointer, token));
  }

  public boolean isControl(int token) {
    require(token);
    return model.using(_ -> model.functions().vocabIsControl.asBoolean(pointer, token));
  }

  /** The token at the begin of a text; empty if the model has none. */
  public OptionalInt begin() {
    return optional(model.using(_ -> model.functions().vocabBos.asInt(pointer)));
  }

  /** The token at the end of a text; empty if the model has none. */
  public OptionalInt end() {
    return optional(model.using(_ -> model.functions().vocabEos.asInt(pointer)));
  }

  /** Whether the model wants {@link #begin} before a text. */
  public boolean addsBegin() {
    return model.using(_ -> model.functions().vocabAddBos.asBoolean(pointer));
  }

  MemorySegment pointer() {
    return pointer;
  }

  /** Refuses tokens that are not in the vocabulary, which would end the process. */
  int require(int token) {
    requireTokens();
    return Checks.range("the token", token, 0, size - 1);
  }

  private void requireTokens() {
    if (!hasTokens) {
      throw new IllegalStateException("this model has no vocabulary");
    }
  }

  private OptionalInt optional(int token) {
    return token < 0 || token >= size ? OptionalInt.empty() : OptionalInt.of(token);
  }
}
