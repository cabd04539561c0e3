package org.arkwright.llama;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Writes a GGUF file of version 3 (github.com/ggml-org/ggml, docs/gguf.md): metadata, descriptions
 * of tensors, then the tensors at multiples of 32 bytes, each in the order of its call. Add
 * everything, then call {@link #write}. A tensor's values are asked for when it is written, and are
 * never all in memory unless their source has them there. Not thread-safe.
 */
public final class GgufWriter {
  private static final int ALIGNMENT = 32;
  private static final int MAGIC = 0x46554747;
  private static final int VERSION = 3;
  private static final int UINT32 = 4;
  private static final int INT32 = 5;
  private static final int FLOAT32 = 6;
  private static final int FLAG = 7;
  private static final int STRING = 8;
  private static final int ARRAY = 9;
  private static final int CHUNK = 1 << 16;

  private final ByteArrayOutputStream metadata = new ByteArrayOutputStream();
  private final List<Tensor> tensors = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private int entries;

  /** How a tensor's values are stored; the code is ggml's. */
  public enum TensorType {
    F32(0, 4),
    F16(1, 2),
    BF16(30, 2);

    private final int code;
    private final int bytes;

    TensorType(int code, int bytes) {
      this.code = code;
      this.bytes = bytes;
    }

    /** Bytes of one value. */
    public int bytes() {
      return bytes;
    }

    /** Appends a value, rounded to the nearest; to infinity where it is too large. */
    public void put(ByteBuffer out, float value) {
      switch (this) {
        case F32 -> out.putFloat(value);
        case F16 -> out.putShort(Float.floatToFloat16(value));
        case BF16 -> out.putShort(bfloat16(value));
      }
    }

    /** Rounds to the nearest, of two the even one; what is no number stays none. */
    private static short bfloat16(float value) {
      int bits = Float.floatToRawIntBits(value);
      return Float.isNaN(value)
          ? (short) ((bits >>> 16) | 0x40)
          : (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }
  }

  /** The values of a tensor, which come when they are written. */
  @FunctionalInterface
  public interface Values {
    /** Writes all of them, little-endian, the last dimension of the shape fastest. */
    void writeTo(WritableByteChannel out) throws IOException;
  }

  private record Tensor(
      String name, List<Long> shape, TensorType type, Values values, long bytes) {}

  public GgufWriter text(String key, String value) {
    entry(key, STRING);
    text(value);
    return this;
  }

  /**
   * Adds an entry as another file has it.
   *
   * @param bytes its key, type and value
   */
  GgufWriter entry(byte[] bytes) {
    entries++;
    metadata.writeBytes(bytes);
    return this;
  }

  public GgufWriter number(String key, int value) {
    entry(key, UINT32);
    int32(value);
    return this;
  }

  public GgufWriter real(String key, float value) {
    entry(key, FLOAT32);
    int32(Float.floatToIntBits(value));
    return this;
  }

  public GgufWriter flag(String key, boolean value) {
    entry(key, FLAG);
    metadata.write(value ? 1 : 0);
    return this;
  }

  public GgufWriter texts(String key, List<String> values) {
    entry(key, ARRAY);
    int32(STRING);
    int64(values.size());
    values.forEach(this::text);
    return this;
  }

  public GgufWriter numbers(String key, int... values) {
    entry(key, ARRAY);
    int32(INT32);
    int64(values.length);
    for (int value : values) {
      int32(value);
    }
    return this;
  }

  public GgufWriter reals(String key, float... values) {
    entry(key, ARRAY);
    int32(FLOAT32);
    int64(values.length);
    for (float value : values) {
      int32(Float.floatToIntBits(value));
    }
    return this;
  }

  /**
   * Adds a tensor.
   *
   * @param shape the dimensions, rows first as in torch; the file has them in reverse order
   * @throws IllegalArgumentException when there is one of that name, or it has too many values
   */
  public GgufWriter tensor(String name, List<Long> shape, TensorType type, Values values) {
    if (!names.add(name)) {
      throw new IllegalArgumentException("a second tensor " + name);
    }
    long bytes = type.bytes();
    for (long dimension : shape) {
      bytes = product(name, bytes, dimension);
    }
    tensors.add(new Tensor(name, List.copyOf(shape), type, values, bytes));
    return this;
  }

  private static long product(String name, long bytes, long dimension) {
    if (dimension < 1 || Math.multiplyHigh(bytes, dimension) != 0 || bytes * dimension < 0) {
      throw new IllegalArgumentException(
          "the tensor %s has a dimension of %d".formatted(name, dimension));
    }
    return bytes * dimension;
  }

  /** Adds a tensor whose values are in memory only while they are written. */
  public GgufWriter tensor(
      String name, List<Long> shape, TensorType type, Supplier<float[]> values) {
    return tensor(name, shape, type, out -> writeFloats(values.get(), type, out));
  }

  /** Adds a tensor of 32-bit floats, its first size the one that runs fastest. */
  public GgufWriter tensor(String name, float[] values, long... sizes) {
    List<Long> shape = new ArrayList<>();
    for (long size : sizes) {
      shape.addFirst(size);
    }
    return tensor(name, shape, TensorType.F32, () -> values);
  }

  private static void writeFloats(float[] values, TensorType type, WritableByteChannel out)
      throws IOException {
    ByteBuffer chunk = littleEndian(CHUNK);
    for (float value : values) {
      type.put(chunk, value);
      if (!chunk.hasRemaining()) {
        writeFully(out, chunk.flip());
        chunk.clear();
      }
    }
    writeFully(out, chunk.flip());
  }

  /** The bytes that the file will have. */
  public long fileBytes() {
    long bytes = padded(headerBytes());
    for (Tensor tensor : tensors) {
      bytes += padded(tensor.bytes());
    }
    return bytes;
  }

  private long headerBytes() {
    long bytes = 24L + metadata.size();
    for (Tensor tensor : tensors) {
      bytes += description(tensor, 0).remaining();
    }
    return bytes;
  }

  /**
   * Writes the file and forces it to disk.
   *
   * @throws IllegalStateException when a tensor's source gave more or fewer values than its shape
   */
  public void write(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer header = littleEndian(24).putInt(MAGIC).putInt(VERSION);
      writeFully(channel, header.putLong(tensors.size()).putLong(entries).flip());
      writeFully(channel, ByteBuffer.wrap(metadata.toByteArray()));
      long offset = 0;
      for (Tensor tensor : tensors) {
        writeFully(channel, description(tensor, offset));
        offset += padded(tensor.bytes());
      }
      pad(channel);
      for (Tensor tensor : tensors) {
        long before = channel.position();
        tensor.values().writeTo(channel);
        if (channel.position() - before != tensor.bytes()) {
          throw new IllegalStateException(
              "the tensor %s gave %d bytes of %d"
                  .formatted(tensor.name(), channel.position() - before, tensor.bytes()));
        }
        pad(channel);
      }
      channel.force(true);
    }
  }

  private static ByteBuffer description(Tensor tensor, long offset) {
    byte[] name = tensor.name().getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = littleEndian(8 + name.length + 4 + 8 * tensor.shape().size() + 12);
    out.putLong(name.length).put(name).putInt(tensor.shape().size());
    tensor.shape().reversed().forEach(out::putLong);
    return out.putInt(tensor.type().code).putLong(offset).flip();
  }

  private static void pad(FileChannel channel) throws IOException {
    long position = channel.position();
    writeFully(channel, ByteBuffer.allocate((int) (padded(position) - position)));
  }

  private static long padded(long bytes) {
    return Math.ceilDiv(bytes, (long) ALIGNMENT) * ALIGNMENT;
  }

  private static void writeFully(WritableByteChannel channel, ByteBuffer buffer)
      throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private static ByteBuffer littleEndian(int capacity) {
    return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void entry(String key, int type) {
    entries++;
    text(key);
    int32(type);
  }

  private void text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    int64(bytes.length);
    metadata.writeBytes(bytes);
  }

  private void int32(int value) {
    metadata.writeBytes(littleEndian(4).putInt(value).array());
  }

  private void int64(long value) {
    metadata.writeBytes(littleEndian(8).putLong(value).array());
  }
}
