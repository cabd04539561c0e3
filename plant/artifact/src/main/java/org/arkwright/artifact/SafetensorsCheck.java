package org.arkwright.artifact;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.PathText;

/**
 * Reads a safetensors file's header: 8 bytes of length, a JSON object of tensors, their bytes
 * without gaps. The header is read tensor by tensor: as a whole it would need many times its size
 * in memory. Not thread-safe.
 */
final class SafetensorsCheck {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int HEADER_MAX = 100_000_000;

  /** Bits of an element of each type; of types that came later nothing is known. */
  private static final Map<String, Integer> BITS = bits();

  private final String path;
  private final long content;

  private SafetensorsCheck(String path, long content) {
    this.path = path;
    this.content = content;
  }

  static void check(String path, Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      if (size < Long.BYTES) {
        throw FileFormats.damaged(path, "safetensors", "it has %d bytes".formatted(size));
      }
      long length = length(channel);
      if (length < 2 || length > HEADER_MAX || length > size - Long.BYTES) {
        throw FileFormats.damaged(
            path,
            "safetensors",
            "it says that its header has %s bytes, and it has %d in all"
                .formatted(Long.toUnsignedString(length), size));
      }
      new SafetensorsCheck(path, size - Long.BYTES - length).checkTensors(channel, (int) length);
    }
  }

  private static long length(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
      // Repeats until the number is complete or the file ends.
    }
    return bytes.flip().getLong();
  }

  private void checkTensors(FileChannel channel, int length) throws IOException {
    channel.position(Long.BYTES);
    long end = 0;
    long sum = 0;
    try (JsonParser json = JSON.createParser(Channels.newInputStream(channel))) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw damaged("its header is no JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        if (name.equals("__metadata__")) {
          json.skipChildren();
        } else {
          Tensor tensor = tensor(json);
          check(name, tensor);
          end = Math.max(end, tensor.to);
          sum += tensor.to - tensor.from;
        }
      }
      if (json.currentToken() != JsonToken.END_OBJECT
          || json.currentLocation().getByteOffset() > length) {
        throw damaged("its header is not JSON");
      }
    } catch (JsonProcessingException | CharConversionException _) {
      // The latter where the bytes look like UTF-32, and are not.
      throw damaged("its header is not JSON");
    }
    if (end != content) {
      throw damaged("its tensors need %d bytes, and it has %d".formatted(end, content));
    }
    if (sum != content) {
      throw damaged("its tensors have %d bytes in all, and share %d".formatted(sum, content));
    }
  }

  /** What the header says of one tensor; -1 for numbers that it does not say. */
  private static final class Tensor {
    private String type = "";
    private long elements = -1;
    private long from = -1;
    private long to = -1;
  }

  /** Reads the tensor that the parser is at. */
  private static Tensor tensor(JsonParser json) throws IOException {
    Tensor tensor = new Tensor();
    if (json.currentToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        boolean list = json.nextToken() == JsonToken.START_ARRAY;
        if (name.equals("data_offsets") && list) {
          json.nextToken();
          tensor.from = json.getValueAsLong(-1);
          json.nextToken();
          tensor.to = json.getValueAsLong(-1);
          skipRest(json);
        } else if (name.equals("shape") && list) {
          tensor.elements = elements(json);
        } else if (name.equals("dtype")) {
          tensor.type = json.getValueAsString("");
        }
        json.skipChildren();
      }
    }
    return tensor;
  }

  /** Returns the product of the numbers in a list; -1 where that is none, or one is no size. */
  private static long elements(JsonParser json) throws IOException {
    long elements = 1;
    while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      long size = json.getValueAsLong(-1);
      boolean known = elements >= 0 && size >= 0 && Math.multiplyHigh(elements, size) == 0;
      elements = known && elements * size >= 0 ? elements * size : -1;
    }
    boolean ended = json.currentToken() == JsonToken.END_ARRAY;
    skipRest(json);
    return ended ? elements : -1;
  }

  private static void skipRest(JsonParser json) throws IOException {
    while (json.currentToken() != null && json.currentToken() != JsonToken.END_ARRAY) {
      json.skipChildren();
      json.nextToken();
    }
  }

  private void check(String name, Tensor tensor) throws ArtifactException {
    if (tensor.from < 0 || tensor.to < tensor.from || tensor.to > content) {
      throw damaged(
          "the tensor %s lies at %d to %d of %d bytes"
              .formatted(PathText.of(name), tensor.from, tensor.to, content));
    }
    if (tensor.elements < 0) {
      throw damaged("the tensor %s has no possible shape".formatted(PathText.of(name)));
    }
    Integer bits = BITS.get(tensor.type);
    long length = tensor.to - tensor.from;
    // Compared in elements: there may be more than there are numbers of bits.
    if (bits != null
        && (tensor.elements != length * Byte.SIZE / bits
            || length * Byte.SIZE != tensor.elements * bits)) {
      throw damaged(
          "the tensor %s has %d elements of %s in %d bytes"
              .formatted(PathText.of(name), tensor.elements, tensor.type, length));
    }
  }

  private ArtifactException damaged(String problem) {
    return FileFormats.damaged(path, "safetensors", problem);
  }

  private static Map<String, Integer> bits() {
    Map<String, Integer> bits = new HashMap<>(Map.of("F4", 4, "F6_E2M3", 6, "F6_E3M2", 6));
    for (String type :
        new String[] {
          "BOOL", "U8", "I8", "F8_E4M3", "F8_E5M2", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ"
        }) {
      bits.put(type, 8);
    }
    bits.putAll(Map.of("I16", 16, "U16", 16, "F16", 16, "BF16", 16));
    bits.putAll(Map.of("I32", 32, "U32", 32, "F32", 32));
    bits.putAll(Map.of("I64", 64, "U64", 64, "F64", 64, "C64", 64));
    return Map.copyOf(bits);
  }
}
