package org.arkwright.train.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a GGUF file, version 3 (github.com/ggml-org/ggml, docs/gguf.md): metadata, tensor
 * descriptions, then the tensors at multiples of 32 bytes. Add everything, then call {@link #write}
 * once.
 */
final class GgufWriter {
  private static final int ALIGNMENT = 32;
  private static final int TYPE_UINT32 = 4;
  private static final int TYPE_INT32 = 5;
  private static final int TYPE_FLOAT32 = 6;
  private static final int TYPE_BOOL = 7;
  private static final int TYPE_STRING = 8;
  private static final int TYPE_ARRAY = 9;

  private final List<ByteBuffer> metadata = new ArrayList<>();
  private final List<Description> tensors = new ArrayList<>();

  /** Supplies a tensor's values when it is written. */
  @FunctionalInterface
  interface Values {
    float[] get();
  }

  /** The storage type of a tensor; the code is ggml's. */
  enum Storage {
    F32(0, 4),
    F16(1, 2);

    private final int code;
    private final int bytes;

    Storage(int code, int bytes) {
      this.code = code;
      this.bytes = bytes;
    }
  }

  private record Description(
      String name, List<Long> shape, Storage storage, Values values, long elements) {
    long bytes() {
      return elements * storage.bytes;
    }
  }

  void put(String key, String value) {
    metadata.add(
        build(key, TYPE_STRING, out -> out.putLong(bytes(value).length).put(bytes(value))));
  }

  void put(String key, int value) {
    metadata.add(build(key, TYPE_UINT32, out -> out.putInt(value)));
  }

  void put(String key, float value) {
    metadata.add(build(key, TYPE_FLOAT32, out -> out.putFloat(value)));
  }

  void put(String key, boolean value) {
    metadata.add(build(key, TYPE_BOOL, out -> out.put((byte) (value ? 1 : 0))));
  }

  void put(String key, int[] values) {
    metadata.add(
        build(
            key,
            TYPE_ARRAY,
            out -> {
              out.putInt(TYPE_INT32).putLong(values.length);
              for (int value : values) {
                out.putInt(value);
              }
            }));
  }

  void put(String key, List<String> values) {
    metadata.add(
        build(
            key,
            TYPE_ARRAY,
            out -> {
              out.putInt(TYPE_STRING).putLong(values.size());
              for (String value : values) {
                out.putLong(bytes(value).length).put(bytes(value));
              }
            }));
  }

  /**
   * Adds a tensor.
   *
   * @param shape the dimensions, rows first as in torch; the file has them in reverse order
   */
  void tensor(String name, List<Long> shape, Storage storage, Values values) {
    long elements = shape.stream().reduce(1L, Math::multiplyExact);
    tensors.add(new Description(name, shape, storage, values, elements));
  }

  /** Writes the file and forces it to disk. */
  void write(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer header = Safetensors.littleEndian(24).put(bytes("GGUF")).putInt(3);
      header.putLong(tensors.size()).putLong(metadata.size());
      Safetensors.writeFully(channel, header.flip());
      for (ByteBuffer entry : metadata) {
        Safetensors.writeFully(channel, entry);
      }
      long offset = 0;
      for (Description tensor : tensors) {
        Safetensors.writeFully(channel, description(tensor, offset));
        offset += padded(tensor.bytes());
      }
      pad(channel);
      for (Description tensor : tensors) {
        Safetensors.writeFully(channel, encoded(tensor));
        pad(channel);
      }
      channel.force(true);
    } catch (UncheckedIOException problem) {
      throw problem.getCause();
    }
  }

  private static ByteBuffer description(Description tensor, long offset) {
    byte[] name = bytes(tensor.name());
    ByteBuffer out = Safetensors.littleEndian(8 + name.length + 4 + 8 * tensor.shape().size() + 12);
    out.putLong(name.length).put(name).putInt(tensor.shape().size());
    tensor.shape().reversed().forEach(out::putLong);
    return out.putInt(tensor.storage().code).putLong(offset).flip();
  }

  private static ByteBuffer encoded(Description tensor) {
    float[] values = tensor.values().get();
    ByteBuffer out = Safetensors.littleEndian(Math.toIntExact(tensor.bytes()));
    switch (tensor.storage()) {
      case F32 -> {
        out.asFloatBuffer().put(values);
        out.position(out.capacity());
      }
      case F16 -> {
        for (float value : values) {
          out.putShort(Float.floatToFloat16(value));
        }
      }
    }
    return out.flip();
  }

  private static void pad(FileChannel channel) throws IOException {
    long position = channel.position();
    Safetensors.writeFully(channel, ByteBuffer.allocate((int) (padded(position) - position)));
  }

  private static long padded(long bytes) {
    return Math.ceilDiv(bytes, (long) ALIGNMENT) * ALIGNMENT;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ByteBuffer build(
      String key, int type, java.util.function.Consumer<ByteBuffer> value) {
    for (int capacity = 1 << 12; ; capacity *= 4) {
      try {
        ByteBuffer out = Safetensors.littleEndian(capacity);
        out.putLong(bytes(key).length).put(bytes(key)).putInt(type);
        value.accept(out);
        return out.flip();
      } catch (java.nio.BufferOverflowException _) {
        // Retries with a larger buffer.
      }
    }
  }
}
