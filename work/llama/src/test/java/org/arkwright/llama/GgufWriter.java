package org.arkwright.llama;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Writes GGUF files of version 3 whose tensors are of 32-bit floats, in the order of its calls. */
public final class GgufWriter {
  private static final int ALIGNMENT = 32;
  private static final int INT32 = 4;
  private static final int SIGNED_INT32 = 5;
  private static final int FLOAT32 = 6;
  private static final int FLAG = 7;
  private static final int STRING = 8;
  private static final int ARRAY = 9;

  private final ByteArrayOutputStream metadata = new ByteArrayOutputStream();
  private final Map<String, float[]> tensors = new LinkedHashMap<>();
  private final Map<String, long[]> shapes = new LinkedHashMap<>();
  private int entries;

  public GgufWriter text(String key, String value) {
    entry(key, STRING);
    text(value);
    return this;
  }

  public GgufWriter number(String key, int value) {
    entry(key, INT32);
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
    int32(SIGNED_INT32);
    int64(values.length);
    for (int value : values) {
      int32(value);
    }
    return this;
  }

  /** Adds a tensor, its first size the one that runs fastest. */
  public GgufWriter tensor(String name, float[] values, long... sizes) {
    tensors.put(name, values);
    shapes.put(name, sizes);
    return this;
  }

  public void write(Path file) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    put(whole, 24, b -> b.putInt(0x46554747).putInt(3).putLong(tensors.size()).putLong(entries));
    metadata.writeTo(whole);
    long offset = 0;
    for (var tensor : shapes.entrySet()) {
      byte[] name = tensor.getKey().getBytes(StandardCharsets.UTF_8);
      long[] sizes = tensor.getValue();
      long begin = offset;
      put(
          whole,
          8 + name.length + 4 + 8 * sizes.length + 12,
          b -> {
            b.putLong(name.length).put(name).putInt(sizes.length);
            for (long size : sizes) {
              b.putLong(size);
            }
            b.putInt(0).putLong(begin);
          });
      offset += aligned(4L * values(tensor.getKey()).length);
    }
    whole.writeBytes(new byte[(int) (aligned(whole.size()) - whole.size())]);
    for (float[] values : tensors.values()) {
      put(whole, (int) aligned(4L * values.length), b -> b.asFloatBuffer().put(values));
    }
    Files.write(file, whole.toByteArray());
  }

  private float[] values(String tensor) {
    return Objects.requireNonNull(tensors.get(tensor));
  }

  private static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private interface Filling {
    void fill(ByteBuffer buffer);
  }

  private static void put(ByteArrayOutputStream out, int bytes, Filling filling) {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    filling.fill(buffer);
    out.writeBytes(buffer.array());
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
    put(metadata, 4, buffer -> buffer.putInt(value));
  }

  private void int64(long value) {
    put(metadata, 8, buffer -> buffer.putLong(value));
  }
}
