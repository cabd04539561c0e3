package org.arkwright.llama;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The metadata of a GGUF file: numbers, strings and flags, and where its tensors lie; of arrays
 * only where they lie. The format is that of ggml's docs/gguf.md, versions 2 and 3.
 */
public final class GgufHeader {
  private static final int MAGIC = 0x46554747;
  private static final int TYPE_STRING = 8;
  private static final int TYPE_ARRAY = 9;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final long TEXT_MAX = 1 << 24;

  private static final int ALIGNMENT = 32;
  private static final int ALIGNMENT_MAX = 1 << 16;
  private static final int DIMENSIONS_MAX = 4;

  private final Map<String, Object> values = new TreeMap<>();
  private final Map<String, Range> entries = new LinkedHashMap<>();
  private final NavigableMap<String, TensorPlace> tensors = new TreeMap<>();
  private long dataStart;

  private GgufHeader() {}

  /** Bytes of the file, the end excluded. */
  record Range(long begin, long end) {}

  /**
   * Where a tensor lies.
   *
   * @param shape rows first, as in torch
   * @param type ggml's code of how its values are stored
   * @param offset from {@link #dataStart}
   */
  record TensorPlace(List<Long> shape, int type, long offset) {}

  /**
   * Reads a file's header.
   *
   * @throws IOException when it is not a GGUF file, or cannot be read
   */
  public static GgufHeader read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      Reader reader = new Reader(channel);
      if (reader.remaining() < 24 || reader.int32() != MAGIC || reader.int32() < 2) {
        throw new IOException(file + " is not a GGUF file of version 2 or 3");
      }
      GgufHeader header = new GgufHeader();
      long tensors = reader.count("tensors");
      long count = reader.count("entries");
      for (long i = 0; i < count; i++) {
        long begin = reader.position();
        String key = reader.text();
        int type = reader.int32();
        if (type == TYPE_ARRAY) {
          reader.skipArray();
        } else {
          header.values.put(key, reader.value(type));
        }
        header.entries.put(key, new Range(begin, reader.position()));
      }
      for (long i = 0; i < tensors; i++) {
        header.tensors.put(reader.text(), reader.tensor());
      }
      long alignment = header.whole("general.alignment").orElse((long) ALIGNMENT);
      if (alignment < 1 || alignment > ALIGNMENT_MAX) {
        throw new IOException("%s has general.alignment %d".formatted(file, alignment));
      }
      header.dataStart = Math.ceilDiv(reader.position(), alignment) * alignment;
      return header;
    }
  }

  /** A string of the header; empty if there is none of that name. */
  public Optional<String> text(String key) {
    return values.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  public Optional<Boolean> flag(String key) {
    return values.get(key) instanceof Boolean flag ? Optional.of(flag) : Optional.empty();
  }

  /** The context length with which the model was trained, in tokens. */
  public Optional<Long> contextTokens() {
    return ofArchitecture("context_length");
  }

  /** A whole number that the header has under the architecture's name, such as block_count. */
  public Optional<Long> ofArchitecture(String key) {
    return text("general.architecture").flatMap(architecture -> whole(architecture + "." + key));
  }

  private Optional<Long> whole(String key) {
    return values.get(key) instanceof Long number ? Optional.of(number) : Optional.empty();
  }

  /** Whether a tensor has a name that begins like this. */
  public boolean hasTensor(String prefix) {
    String next = tensors.ceilingKey(prefix);
    return next != null && next.startsWith(prefix);
  }

  /** A number that the header has under the architecture's name, such as rope.freq_base. */
  public Optional<Double> realOfArchitecture(String key) {
    return text("general.architecture")
        .map(architecture -> values.get(architecture + "." + key))
        .flatMap(found ->
            found instanceof Number number ? Optional.of(number.doubleValue()) : Optional.empty());
  }

  /** The bytes of each entry by its key, in the file's order; the key is part of them. */
  Map<String, Range> entries() {
    return entries;
  }

  NavigableMap<String, TensorPlace> tensors() {
    return tensors;
  }

  /** Where the first tensor begins, in bytes from the file's begin. */
  long dataStart() {
    return dataStart;
  }

  /** Reads little-endian values through a buffer on the file. */
  private static final class Reader {
    private final FileChannel channel;
    private final ByteBuffer buffer =
        ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);

    Reader(FileChannel channel) {
      this.channel = channel;
    }

    long remaining() throws IOException {
      return channel.size() - channel.position() + buffer.remaining();
    }

    long position() throws IOException {
      return channel.position() - buffer.remaining();
    }

    TensorPlace tensor() throws IOException {
      int dimensions = int32();
      if (dimensions < 0 || dimensions > DIMENSIONS_MAX) {
        throw new IOException(
            "a tensor of %s dimensions in GGUF".formatted(Integer.toUnsignedString(dimensions)));
      }
      List<Long> shape = new ArrayList<>();
      for (int i = 0; i < dimensions; i++) {
        shape.addFirst(int64());
      }
      return new TensorPlace(List.copyOf(shape), int32(), int64());
    }

    private ByteBuffer ensure(int bytes) throws IOException {
      if (buffer.remaining() < bytes) {
        buffer.compact();
        while (buffer.position() < bytes) {
          if (channel.read(buffer) < 0) {
            throw new IOException("the GGUF file ends within its header");
          }
        }
        buffer.flip();
      }
      return buffer;
    }

    int int32() throws IOException {
      return ensure(4).getInt();
    }

    long int64() throws IOException {
      return ensure(8).getLong();
    }

    String text() throws IOException {
      long length = int64();
      if (length < 0 || length > TEXT_MAX) {
        throw new IOException("a string of %d bytes in the GGUF header".formatted(length));
      }
      byte[] bytes = new byte[(int) length];
      int read = 0;
      while (read < bytes.length) {
        int chunk = Math.min(bytes.length - read, BUFFER_BYTES / 2);
        ensure(chunk).get(bytes, read, chunk);
        read += chunk;
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Reads a number of things, each of which takes a byte at least. */
    long count(String what) throws IOException {
      long count = int64();
      if (count < 0 || count > remaining()) {
        throw new IOException(
            "the GGUF header says that it has %s %s, and %d bytes are left"
                .formatted(Long.toUnsignedString(count), what, remaining()));
      }
      return count;
    }

    void skip(long bytes) throws IOException {
      if (bytes < 0 || bytes > remaining()) {
        throw new IOException("the GGUF file ends within its header");
      }
      long inBuffer = Math.min(bytes, buffer.remaining());
      buffer.position(buffer.position() + (int) inBuffer);
      channel.position(channel.position() + bytes - inBuffer);
    }

    Object value(int type) throws IOException {
      return switch (type) {
        case 0, 1 -> (long) ensure(1).get();
        case 2, 3 -> (long) ensure(2).getShort();
        case 4, 5 -> (long) int32();
        case 6 -> (double) ensure(4).getFloat();
        case 7 -> ensure(1).get() != 0;
        case TYPE_STRING -> text();
        case 10, 11 -> int64();
        case 12 -> ensure(8).getDouble();
        default -> throw new IOException("a value of unknown type %d in GGUF".formatted(type));
      };
    }

    void skipArray() throws IOException {
      int type = int32();
      long count = count("elements in an array");
      int size =
          switch (type) {
            case 0, 1, 7 -> 1;
            case 2, 3 -> 2;
            case 4, 5, 6 -> 4;
            case 10, 11, 12 -> 8;
            case TYPE_STRING -> 0;
            default -> throw new IOException("an array of unknown type %d".formatted(type));
          };
      if (size > 0) {
        skip(Math.multiplyExact(count, size));
        return;
      }
      for (long i = 0; i < count; i++) {
        skip(int64());
      }
    }
  }
}
