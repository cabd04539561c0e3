package org.arkwright.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import org.arkwright.llama.ffi.Layouts;

/**
 * Tokens of one or several sequences that one pass decodes. Its memory is Java's, and freed with
 * it. Not thread-safe; it may be filled anew after each pass.
 */
public final class TokenBatch {
  /** The most that a batch may be made for. */
  public static final int CAPACITY_MAX = 1 << 16;

  private final int capacity;
  private final MemorySegment structure;
  private final MemorySegment tokens;
  private final MemorySegment positions;
  private final MemorySegment sequences;
  private final MemorySegment outputs;
  private final BitSet wanted = new BitSet();
  private int size;

  /**
   * An empty batch.
   *
   * @param capacity the most tokens, from 1 to {@link #CAPACITY_MAX}
   */
  public TokenBatch(int capacity) {
    this.capacity = Checks.range("the batch's capacity", capacity, 1, CAPACITY_MAX);
    Arena arena = Arena.ofAuto();
    structure = arena.allocate(Layouts.BATCH);
    tokens = arena.allocate(JAVA_INT, capacity);
    positions = arena.allocate(JAVA_INT, capacity);
    sequences = arena.allocate(JAVA_INT, capacity);
    outputs = arena.allocate(JAVA_BYTE, capacity);
    MemorySegment counts = arena.allocate(JAVA_INT, capacity);
    MemorySegment pointers = arena.allocate(ADDRESS, capacity);
    for (int i = 0; i < capacity; i++) {
      counts.setAtIndex(JAVA_INT, i, 1);
      pointers.setAtIndex(ADDRESS, i, sequences.asSlice(JAVA_INT.byteSize() * i));
    }
    point("token", tokens);
    point("pos", positions);
    point("n_seq_id", counts);
    point("seq_id", pointers);
    point("logits", outputs);
  }

  private void point(String member, MemorySegment to) {
    structure.set(ADDRESS, Layouts.offset(Layouts.BATCH, member), to);
  }

  /**
   * Adds a token, and returns its index in the batch, by which its results are asked for.
   *
   * @param position its place in the sequence, from 0; the library wants them without gap
   * @param output whether its logits or embeddings are wanted
   * @throws IllegalStateException when the batch is full
   */
  public int add(int token, int position, int sequence, boolean output) {
    if (size == capacity) {
      throw new IllegalStateException("the batch is full: it takes %d tokens".formatted(capacity));
    }
    Checks.range("the position", position, 0, Integer.MAX_VALUE - 1);
    tokens.setAtIndex(JAVA_INT, size, token);
    positions.setAtIndex(JAVA_INT, size, position);
    sequences.setAtIndex(JAVA_INT, size, sequence);
    outputs.set(JAVA_BYTE, size, (byte) (output ? 1 : 0));
    wanted.set(size, output);
    return size++;
  }

  public int size() {
    return size;
  }

  public int capacity() {
    return capacity;
  }

  public void clear() {
    size = 0;
    wanted.clear();
  }

  int token(int index) {
    return tokens.getAtIndex(JAVA_INT, index);
  }

  int sequence(int index) {
    return sequences.getAtIndex(JAVA_INT, index);
  }

  BitSet wanted() {
    return wanted;
  }

  MemorySegment structure() {
    structure.set(JAVA_INT, Layouts.offset(Layouts.BATCH, "n_tokens"), size);
    return structure;
  }
}
