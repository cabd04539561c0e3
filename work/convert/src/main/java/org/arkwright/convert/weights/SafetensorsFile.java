package org.arkwright.convert.weights;

import static org.arkwright.convert.source.ConversionProblem.shown;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.CharConversionException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.arkwright.convert.source.ConversionProblem;

/**
 * A file of named tensors (github.com/huggingface/safetensors, "Format"): the length of a header, a
 * JSON header, the bytes of all tensors one after another. Nothing that the header says is believed
 * before it is checked against the file, and its size costs no more memory than its tensors do.
 */
public final class SafetensorsFile implements AutoCloseable {
  /** The bound of the format's own reader. */
  private static final long HEADER_BYTES_MAX = 100_000_000;

  private static final int TENSORS_MAX = 100_000;
  private static final int DIMENSIONS_MAX = 8;
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Path path;
  private final FileChannel channel;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /**
   * A tensor as the header describes it.
   *
   * @param type the type's name, also of one that is no weight's
   * @param begin of its bytes, counted from the first tensor's
   * @param end after its bytes
   */
  private record Entry(String type, List<Long> shape, long begin, long end) {}

  private SafetensorsFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Opens a file and checks its header against its length.
   *
   * @throws ConversionProblem when it is not a whole file of this format
   */
  public static SafetensorsFile open(Path path) throws IOException {
    SafetensorsFile file = new SafetensorsFile(path, FileChannel.open(path));
    try {
      file.readHeader();
      return file;
    } catch (IOException | RuntimeException problem) {
      file.close();
      throw problem;
    }
  }

  private long data;

  private void readHeader() throws IOException {
    long size = channel.size();
    if (size < Long.BYTES) {
      throw damaged("it has %d bytes".formatted(size));
    }
    long length = read(0, Long.BYTES).getLong();
    if (length < 2 || length > HEADER_BYTES_MAX || length > size - Long.BYTES) {
      throw damaged(
          "it says that its header has %s bytes, and it has %,d in all"
              .formatted(Long.toUnsignedString(length), size));
    }
    data = Long.BYTES + length;
    try (JsonParser json = JSON.createParser(new Header(length))) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw damaged("its header is no JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        if (name.equals("__metadata__")) {
          json.skipChildren();
        } else if (entries.size() == TENSORS_MAX) {
          throw damaged("its header names more than %,d tensors".formatted(TENSORS_MAX));
        } else {
          entries.put(name, entry(name, json));
        }
      }
      if (json.nextToken() != null) {
        throw damaged("its header goes on after its end");
      }
    } catch (JsonProcessingException problem) {
      throw damaged("its header is not JSON: " + shown(problem.getOriginalMessage()));
    } catch (CharConversionException _) {
      throw damaged("its header is not JSON: it is no UTF-8");
    }
    checkPlaces(size - data);
  }

  /** Reads the description of a tensor that the parser is at. */
  private Entry entry(String name, JsonParser json) throws IOException {
    String type = "";
    List<Long> shape = null;
    List<Long> places = List.of();
    if (json.currentToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "dtype" -> type = json.getValueAsString("");
          case "shape" -> shape = numbers(name, json);
          case "data_offsets" -> places = numbers(name, json);
          default -> json.skipChildren();
        }
      }
    }
    if (type.isEmpty() || shape == null || places.size() != 2) {
      throw damaged("the tensor %s lacks its type, shape or place".formatted(shown(name)));
    }
    return new Entry(type, shape, places.getFirst(), places.getLast());
  }

  private List<Long> numbers(String name, JsonParser json) throws IOException {
    List<Long> numbers = new ArrayList<>();
    if (json.currentToken() == JsonToken.START_ARRAY) {
      while (json.nextToken() == JsonToken.VALUE_NUMBER_INT && numbers.size() < DIMENSIONS_MAX) {
        if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER || json.getLongValue() < 0) {
          throw damaged(
              "the tensor %s has a size or a place of %s"
                  .formatted(shown(name), shown(json.getText())));
        }
        numbers.add(json.getLongValue());
      }
      if (json.currentToken() == JsonToken.END_ARRAY) {
        return List.copyOf(numbers);
      }
    }
    throw damaged("the tensor %s has no list of whole numbers there".formatted(shown(name)));
  }

  /** Tensors lie one after another, without gaps, and each has as many bytes as its shape says. */
  private void checkPlaces(long bytes) {
    List<Map.Entry<String, Entry>> inOrder =
        entries.entrySet().stream()
            .sorted(
                Comparator.comparingLong((Map.Entry<String, Entry> one) -> one.getValue().begin())
                    .thenComparingLong(one -> one.getValue().end()))
            .toList();
    long next = 0;
    for (Map.Entry<String, Entry> one : inOrder) {
      Entry entry = one.getValue();
      String name = shown(one.getKey());
      if (entry.end() < entry.begin() || entry.end() > bytes) {
        throw damaged(
            "the tensor %s lies at %d to %d of %d bytes"
                .formatted(name, entry.begin(), entry.end(), bytes));
      }
      if (entry.begin() != next) {
        throw damaged(
            "the tensor %s begins at byte %d, %s the end of the one before it at %d"
                .formatted(name, entry.begin(), entry.begin() < next ? "before" : "after", next));
      }
      next = entry.end();
      ElementType.parse(entry.type())
          .ifPresent(type -> {
            if (bytes(entry.shape(), type) != entry.end() - entry.begin()) {
              throw damaged(
                  "the tensor %s of %s %s has %d bytes"
                      .formatted(name, type, entry.shape(), entry.end() - entry.begin()));
            }
          });
    }
    if (next != bytes) {
      throw damaged("its tensors have %d bytes, and it has %d for them".formatted(next, bytes));
    }
  }

  /** The bytes of so many elements; -1 where no file has as many. */
  private static long bytes(List<Long> shape, ElementType type) {
    long bytes = type.bytes();
    for (long size : shape) {
      if (Math.multiplyHigh(bytes, size) != 0 || bytes * size < 0) {
        return -1;
      }
      bytes *= size;
    }
    return bytes;
  }

  public Path path() {
    return path;
  }

  public List<String> names() {
    return List.copyOf(entries.keySet());
  }

  /**
   * A tensor of the file.
   *
   * @throws ConversionProblem when there is none of that name, or its numbers are no weights
   */
  public Weight weight(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new ConversionProblem(
          "%s has no tensor %s, which its index says is there"
              .formatted(path.getFileName(), shown(name)));
    }
    ElementType type =
        ElementType.parse(entry.type())
            .orElseThrow(() ->
                new ConversionProblem(
                    ("the tensor %s in %s has numbers of type %s\nexpected F32, F16 or BF16;"
                            + " weights that are quantised need a server that loads those")
                        .formatted(shown(name), path.getFileName(), shown(entry.type()))));
    return new Weight(this, name, type, entry.shape(), data + entry.begin());
  }

  /** Reads bytes at a place, little-endian. */
  ByteBuffer read(long position, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new EOFException(path + " became shorter while it was read");
      }
    }
    return buffer.flip();
  }

  private ConversionProblem damaged(String problem) {
    return new ConversionProblem(
        "%s is not a whole safetensors file: %s\nexpected one as it was published: download it again"
            .formatted(path.getFileName(), problem));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** The bytes of the header, and not one of what follows. */
  private final class Header extends InputStream {
    private long position = Long.BYTES;
    private final long end;

    Header(long length) {
      this.end = position + length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (position == end) {
        return -1;
      }
      int most = (int) Math.min(length, end - position);
      int count = channel.read(ByteBuffer.wrap(into, offset, most), position);
      position += Math.max(0, count);
      return count;
    }
  }
}
