package org.arkwright.train.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.arkwright.train.model.FloatTransfer;
import org.bytedeco.pytorch.Tensor;

/**
 * Reads and writes files of named tensors (github.com/huggingface/safetensors, "Format"): a length,
 * a JSON header, the values. Unlike pickles they contain no code. Written as F32; read from F32,
 * F16 and BF16.
 */
public final class Safetensors {
  private static final int CHUNK = 1 << 20;
  private static final long HEADER_BYTES_MAX = 100L << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private Safetensors() {}

  /**
   * A tensor to write.
   *
   * @param flat a contiguous float32 tensor that contains this one from {@code offset} on
   */
  public record Source(String name, List<Long> shape, Tensor flat, long offset) {
    long elements() {
      return shape.stream().reduce(1L, Math::multiplyExact);
    }
  }

  /** Writes a file and forces it to disk. */
  public static void write(Path file, List<Source> sources) throws IOException {
    ObjectNode header = JsonNodeFactory.instance.objectNode();
    header.putObject("__metadata__").put("format", "pt");
    long next = 0;
    for (Source source : sources) {
      ObjectNode entry = header.putObject(source.name()).put("dtype", "F32");
      source.shape().forEach(entry.putArray("shape")::add);
      long end = next + 4 * source.elements();
      entry.putArray("data_offsets").add(next).add(end);
      next = end;
    }
    StringBuilder text = new StringBuilder(header.toString());
    while (text.length() % 8 != 0) {
      text.append(' ');
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer length = littleEndian(8).putLong(bytes.length).flip();
      writeFully(channel, length);
      writeFully(channel, ByteBuffer.wrap(bytes));
      float[] chunk = new float[CHUNK];
      ByteBuffer buffer = littleEndian(4 * CHUNK);
      for (Source source : sources) {
        long transferred = 0;
        while (transferred < source.elements()) {
          int count = (int) Math.min(CHUNK, source.elements() - transferred);
          FloatTransfer.read(source.flat(), source.offset() + transferred, chunk, count);
          buffer.clear();
          buffer.asFloatBuffer().put(chunk, 0, count);
          writeFully(channel, buffer.limit(4 * count));
          transferred += count;
        }
      }
      channel.force(true);
    }
  }

  private record Entry(Kind kind, List<Long> shape, long begin, long end) {}

  private enum Kind {
    F32(4),
    F16(2),
    BF16(2);

    private final int bytes;

    Kind(int bytes) {
      this.bytes = bytes;
    }

    float read(ByteBuffer from) {
      return switch (this) {
        case F32 -> from.getFloat();
        case F16 -> Float.float16ToFloat(from.getShort());
        case BF16 -> Float.intBitsToFloat(from.getShort() << 16);
      };
    }
  }

  /** A file opened for reading. */
  public static final class Reader implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private Reader(Path file, FileChannel channel) {
      this.file = file;
      this.channel = channel;
    }

    /**
     * Opens a file and checks its header against its length.
     *
     * @throws IOException when it cannot be read, or is not a complete file of this format
     */
    public static Reader open(Path file) throws IOException {
      Reader reader = new Reader(file, FileChannel.open(file, StandardOpenOption.READ));
      try {
        reader.readHeader();
        return reader;
      } catch (IOException | RuntimeException problem) {
        reader.close();
        throw problem instanceof IOException io
            ? io
            : new IOException(reader.damaged("header"), problem);
      }
    }

    private void readHeader() throws IOException {
      long length = readAt(0, 8).getLong();
      if (length < 2 || length > HEADER_BYTES_MAX || 8 + length > channel.size()) {
        throw new IOException(damaged("header of " + length + " bytes"));
      }
      JsonNode header = parsed(readAt(8, (int) length).array());
      if (!header.isObject()) {
        throw new IOException(damaged("header"));
      }
      for (Map.Entry<String, JsonNode> field : header.properties()) {
        if (!field.getKey().equals("__metadata__")) {
          entries.put(field.getKey(), entry(field.getKey(), field.getValue(), 8 + length));
        }
      }
    }

    private JsonNode parsed(byte[] header) throws IOException {
      try {
        return JSON.readTree(header);
      } catch (JsonProcessingException problem) {
        throw new IOException(damaged("header"), problem);
      }
    }

    /** Reads where a tensor lies; {@code data} is the position of the first. */
    private Entry entry(String name, JsonNode node, long data) throws IOException {
      Kind kind = kind(name, node.path("dtype").asText());
      List<Long> shape = new ArrayList<>();
      long bytes = kind.bytes;
      for (JsonNode dimension : node.path("shape")) {
        if (!dimension.canConvertToLong() || dimension.asLong() < 0) {
          throw new IOException(damaged("shape of " + name));
        }
        shape.add(dimension.asLong());
        bytes = Math.multiplyExact(bytes, dimension.asLong());
      }
      long begin = data + node.path("data_offsets").path(0).asLong(-1);
      long end = data + node.path("data_offsets").path(1).asLong(-1);
      boolean fits = begin >= data && end <= channel.size() && end - begin == bytes;
      if (!fits || !node.path("shape").isArray()) {
        throw new IOException(damaged("position of " + name));
      }
      return new Entry(kind, List.copyOf(shape), begin, end);
    }

    private Kind kind(String name, String text) throws IOException {
      for (Kind kind : Kind.values()) {
        if (kind.name().equals(text)) {
          return kind;
        }
      }
      throw new IOException(
          "%s: the tensor %s has type %s; expected F32, F16 or BF16".formatted(file, name, text));
    }

    private String damaged(String part) {
      return file + " is not a complete safetensors file: its " + part + " does not fit";
    }

    /** The names of the tensors. */
    public List<String> names() {
      return List.copyOf(entries.keySet());
    }

    /** Returns the dimensions of a tensor. */
    public List<Long> shape(String name) throws IOException {
      return entry(name).shape();
    }

    /** Copies a tensor into a flat float32 tensor, starting at {@code offset}. */
    public void copy(String name, Tensor flat, long offset) throws IOException {
      Entry entry = entry(name);
      long elements = (entry.end() - entry.begin()) / entry.kind().bytes;
      float[] chunk = new float[(int) Math.min(CHUNK, elements)];
      long transferred = 0;
      while (transferred < elements) {
        int count = (int) Math.min(chunk.length, elements - transferred);
        ByteBuffer bytes =
            readAt(entry.begin() + transferred * entry.kind().bytes, count * entry.kind().bytes);
        for (int i = 0; i < count; i++) {
          chunk[i] = entry.kind().read(bytes);
        }
        FloatTransfer.write(flat, offset + transferred, chunk, count);
        transferred += count;
      }
    }

    private Entry entry(String name) throws IOException {
      Entry entry = entries.get(name);
      if (entry == null) {
        throw new IOException(file + " contains no tensor " + name);
      }
      return entry;
    }

    private ByteBuffer readAt(long position, int length) throws IOException {
      ByteBuffer buffer = littleEndian(length);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, position + buffer.position()) < 0) {
          throw new EOFException(file + " ends early");
        }
      }
      return buffer.flip();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  static ByteBuffer littleEndian(int capacity) {
    return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }

  static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
