package org.arkwright.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.arkwright.llama.ffi.LlamaFunctions;
import org.arkwright.llama.ffi.NativeFunction;

/**
 * The tensors of a GGUF file as numbers: quantised ones by the library's own functions, the others
 * without it. Where each lies is checked against the file's length before it is read. Not
 * thread-safe.
 */
public final class GgufTensors implements AutoCloseable {
  /** Where ggml_type_traits has its function; after a name, three sizes and a flag. */
  private static final long TO_FLOAT = 40;

  private static final int CHUNK = 1 << 20;

  private final Path file;
  private final FileChannel channel;
  private final GgufHeader header;

  private GgufTensors(Path file, FileChannel channel, GgufHeader header) {
    this.file = file;
    this.channel = channel;
    this.header = header;
  }

  /** Takes a tensor's values, a part at a time, in the order of the file. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes the next values.
     *
     * @param values reused for the next part
     * @param count how many of them count
     */
    void take(float[] values, int count) throws IOException;
  }

  /**
   * Opens a file.
   *
   * @throws IOException when it is not a GGUF file, or cannot be read
   */
  public static GgufTensors open(Path file) throws IOException {
    GgufHeader header = GgufHeader.read(file);
    return new GgufTensors(file, FileChannel.open(file), header);
  }

  public GgufHeader header() {
    return header;
  }

  /** The names of the tensors, sorted. */
  public Set<String> names() {
    return header.tensors().keySet();
  }

  /**
   * Returns a tensor's dimensions, rows first.
   *
   * @throws IOException when there is none of that name
   */
  public List<Long> shape(String name) throws IOException {
    return place(name).shape();
  }

  /**
   * Passes a tensor's values to the sink.
   *
   * @throws LlamaException when they are quantised in a way that is not read here, or the library
   *     that knows it is not here
   * @throws IOException when there is none of that name, or the file ends before it does
   */
  public void read(String name, Sink sink) throws IOException {
    GgufHeader.TensorPlace place = place(name);
    StoredType type =
        StoredType.of(place.type())
            .orElseThrow(() ->
                new LlamaException(
                    "%s: the tensor %s is stored as ggml's type %d\nexpected one of %s"
                        .formatted(file, name, place.type(), List.of(StoredType.values()))));
    long elements = elements(name, place, type);
    long begin = header.dataStart() + place.offset();
    long bytes = elements / type.elements() * type.bytes();
    if (place.offset() < 0 || begin > channel.size() || bytes > channel.size() - begin) {
      throw new EOFException(
          "%s ends before its tensor %s does: it has %,d bytes"
              .formatted(file, name, channel.size()));
    }
    Decoder decoder = decoder(type);
    int blocks = CHUNK / type.elements();
    int atOnce = (int) Math.min(elements, (long) blocks * type.elements());
    float[] values = new float[Math.max(1, atOnce)];
    for (long done = 0; done < elements; done += atOnce) {
      int count = (int) Math.min(atOnce, elements - done);
      byte[] stored =
          readAt(
              begin + done / type.elements() * type.bytes(),
              count / type.elements() * type.bytes());
      decoder.decode(stored, values, count);
      sink.take(values, count);
    }
  }

  /** Returns all values of a tensor of at most 2^31 - 1. */
  public float[] values(String name) throws IOException {
    long elements = 1;
    for (long dimension : shape(name)) {
      elements = Math.multiplyExact(elements, dimension);
    }
    float[] all = new float[Math.toIntExact(elements)];
    int[] next = {0};
    read(
        name,
        (values, count) -> {
          System.arraycopy(values, 0, all, next[0], count);
          next[0] += count;
        });
    return all;
  }

  /**
   * Adds the file's metadata to another's, as it is.
   *
   * @param wanted by its key
   */
  public void copyMetadata(GgufWriter to, Predicate<String> wanted) throws IOException {
    for (Map.Entry<String, GgufHeader.Range> entry : header.entries().entrySet()) {
      if (wanted.test(entry.getKey())) {
        GgufHeader.Range range = entry.getValue();
        to.entry(readAt(range.begin(), Math.toIntExact(range.end() - range.begin())));
      }
    }
  }

  private GgufHeader.TensorPlace place(String name) throws IOException {
    GgufHeader.TensorPlace place = header.tensors().get(name);
    if (place == null) {
      throw new IOException("%s has no tensor %s".formatted(file, name));
    }
    return place;
  }

  /** The number of values, whose rows have to be whole blocks. */
  private long elements(String name, GgufHeader.TensorPlace place, StoredType type)
      throws IOException {
    long elements = 1;
    for (long dimension : place.shape()) {
      if (dimension < 0 || Math.multiplyHigh(elements, dimension) != 0) {
        throw damaged(name, place);
      }
      elements *= dimension;
    }
    boolean whole = !place.shape().isEmpty() && place.shape().getLast() % type.elements() == 0;
    if (elements < 0 || elements > Long.MAX_VALUE / 256 || !whole) {
      throw damaged(name, place);
    }
    return elements;
  }

  private IOException damaged(String name, GgufHeader.TensorPlace place) {
    return new IOException(
        "%s: the tensor %s has the shape %s, which it cannot have"
            .formatted(file, name, place.shape()));
  }

  private byte[] readAt(long position, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new EOFException(file + " ends early");
      }
    }
    return buffer.array();
  }

  /** Turns stored blocks into values. */
  private interface Decoder {
    void decode(byte[] stored, float[] values, int count);
  }

  private static Decoder decoder(StoredType type) throws LlamaException {
    return switch (type) {
      case F32 ->
          (stored, values, count) -> littleEndian(stored).asFloatBuffer().get(values, 0, count);
      case F16 ->
          (stored, values, count) -> {
            ByteBuffer from = littleEndian(stored);
            for (int i = 0; i < count; i++) {
              values[i] = Float.float16ToFloat(from.getShort());
            }
          };
      case BF16 ->
          (stored, values, count) -> {
            ByteBuffer from = littleEndian(stored);
            for (int i = 0; i < count; i++) {
              values[i] = Float.intBitsToFloat(from.getShort() << 16);
            }
          };
      case Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, IQ4_NL, IQ4_XS ->
          byLibrary(type);
    };
  }

  private static Decoder byLibrary(StoredType type) throws LlamaException {
    LlamaFunctions functions = Llama.functions();
    // Another layout than this binding's would be read beyond its end.
    if (functions.typeElements.asLong(type.code()) != type.elements()
        || functions.typeBytes.asLong(type.code()) != type.bytes()) {
      throw new LlamaException("llama.cpp stores %s otherwise than this binding".formatted(type));
    }
    MemorySegment address =
        functions
            .typeTraits
            .asPointer(type.code())
            .reinterpret(TO_FLOAT + ADDRESS.byteSize())
            .get(ADDRESS, TO_FLOAT);
    if (address.equals(MemorySegment.NULL)) {
      throw new LlamaException("llama.cpp cannot read values stored as %s".formatted(type));
    }
    NativeFunction toFloat = functions.toFloat(address);
    return (stored, values, count) -> {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment from = arena.allocate(stored.length, Long.BYTES);
        MemorySegment.copy(stored, 0, from, JAVA_BYTE, 0, stored.length);
        MemorySegment to = arena.allocate(JAVA_FLOAT, count);
        toFloat.run(from, to, (long) count);
        MemorySegment.copy(to, JAVA_FLOAT, 0, values, 0, count);
      }
    };
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
