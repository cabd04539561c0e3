package org.arkwright.serve.llama;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a GGUF file says about its model in front of the tensors: numbers, texts and flags; of
 * arrays only that they are there. The format: ggml's docs/gguf.md, versions 2 and 3.
 */
final class GgufHeader {
  private static final int MAGIC = 0x46554747;
  private static final int TYPE_STRING = 8;
  private static final int TYPE_ARRAY = 9;
  private static final int WINDOW = 1 << 16;
  private static final long TEXT_MAX = 1 << 24;

  private final Map<String, Object> values = new TreeMap<>();

  private GgufHeader() {}

  /**
   * Reads a file's header.
   *
   * @throws IOException when it is not a GGUF file, or cannot be read
   */
  static GgufHeader read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      Reader reader = new Reader(channel);
      if (reader.remaining() < 24 || reader.int32() != MAGIC || reader.int32() < 2) {
        throw new IOException(file + " is not a GGUF file of version 2 or 3");
      }
      GgufHeader header = new GgufHeader();
      reader.int64(); // tensors
      long count = reader.int64();
      for (long i = 0; i < count; i++) {
        String key = reader.text();
        int type = reader.int32();
        if (type == TYPE_ARRAY) {
          reader.skipArray();
        } else {
          header.values.put(key, reader.value(type));
        }
      }
      return header;
    }
  }

  Optional<String> text(String key) {
    return values.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  Optional<Boolean> flag(String key) {
    return values.get(key) instanceof Boolean flag ? Optional.of(flag) : Optional.empty();
  }

  /** How many tokens the model was trained to see at once. */
  Optional<Long> contextTokens() {
    return text("general.architecture")
        .map(architecture -> values.get(architecture + ".context_length"))
        .map(value -> value instanceof Long number ? number : null);
  }

  /** Reads little-endian values through a window over the file. */
  private static final class Reader {
    private final FileChannel channel;
    private final ByteBuffer window =
        ByteBuffer.allocate(WINDOW).order(ByteOrder.LITTLE_ENDIAN).limit(0);

    Reader(FileChannel channel) {
      this.channel = channel;
    }

    long remaining() throws IOException {
      return channel.size() - channel.position() + window.remaining();
    }

    private ByteBuffer have(int bytes) throws IOException {
      if (window.remaining() < bytes) {
        window.compact();
        while (window.position() < bytes) {
          if (channel.read(window) < 0) {
            throw new IOException("the GGUF file ends within its header");
          }
        }
        window.flip();
      }
      return window;
    }

    int int32() throws IOException {
      return have(4).getInt();
    }

    long int64() throws IOException {
      return have(8).getLong();
    }

    String text() throws IOException {
      long length = int64();
      if (length < 0 || length > TEXT_MAX) {
        throw new IOException("a text of %d bytes in the GGUF header".formatted(length));
      }
      byte[] bytes = new byte[(int) length];
      int done = 0;
      while (done < bytes.length) {
        int part = Math.min(bytes.length - done, WINDOW / 2);
        have(part).get(bytes, done, part);
        done += part;
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }

    void skip(long bytes) throws IOException {
      long inWindow = Math.min(bytes, window.remaining());
      window.position(window.position() + (int) inWindow);
      channel.position(channel.position() + bytes - inWindow);
    }

    Object value(int type) throws IOException {
      return switch (type) {
        case 0, 1 -> (long) have(1).get();
        case 2, 3 -> (long) have(2).getShort();
        case 4, 5 -> (long) int32();
        case 6 -> (double) have(4).getFloat();
        case 7 -> have(1).get() != 0;
        case TYPE_STRING -> text();
        case 10, 11 -> int64();
        case 12 -> have(8).getDouble();
        default -> throw new IOException("a value of unknown type %d in GGUF".formatted(type));
      };
    }

    void skipArray() throws IOException {
      int type = int32();
      long count = int64();
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
