package org.arkwright.artifact;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Checks files whose format their name promises, as far as their headers go: what is no model would
 * otherwise be found out by a replica that cannot start.
 */
final class FileFormats {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String POINTER = "version https://git-lfs.github.com/spec/";
  private static final long POINTER_BYTES_MAX = 1024;
  private static final int SAFETENSORS_HEADER_MAX = 100_000_000;

  private FileFormats() {}

  /**
   * Returns if nothing is wrong with the file, or its format is not known here.
   *
   * @param path its path in the source
   * @throws ArtifactException when it is not what its name says
   */
  static void check(String path, Path file) throws IOException {
    String name = path.toLowerCase(Locale.ROOT);
    refusePointer(path, file);
    if (name.endsWith(".gguf")) {
      GgufCheck.check(path, file);
    } else if (name.endsWith(".safetensors")) {
      checkSafetensors(path, file);
    }
  }

  private static void refusePointer(String path, Path file) throws IOException {
    if (Files.size(file) > POINTER_BYTES_MAX) {
      return;
    }
    try (InputStream in = Files.newInputStream(file)) {
      String head = new String(in.readNBytes(POINTER.length()), StandardCharsets.ISO_8859_1);
      if (head.equals(POINTER)) {
        throw new ArtifactException(
            ("'%s' is a Git LFS pointer, not the file itself. Run `git lfs pull` in the folder, and"
                    + " import it again.")
                .formatted(PathText.of(path)));
      }
    }
  }

  /** The format: 8 bytes of length, a JSON object of tensors, their bytes without gaps. */
  private static void checkSafetensors(String path, Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      if (size < Long.BYTES) {
        throw damaged(path, "safetensors", "it has %d bytes".formatted(size));
      }
      long length = bytes(channel, 0, Long.BYTES).getLong();
      if (length < 2 || length > SAFETENSORS_HEADER_MAX || length > size - Long.BYTES) {
        throw damaged(
            path,
            "safetensors",
            "it says that its header has %s bytes, and it has %d in all"
                .formatted(Long.toUnsignedString(length), size));
      }
      checkTensors(path, channel, (int) length, size - Long.BYTES - length);
    }
  }

  /** Reads the header tensor by tensor: as a whole it would need many times its size in memory. */
  private static void checkTensors(String path, FileChannel channel, int length, long content)
      throws IOException {
    channel.position(Long.BYTES);
    long end = 0;
    try (JsonParser json = JSON.createParser(Channels.newInputStream(channel))) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw damaged(path, "safetensors", "its header is no JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        if (name.equals("__metadata__")) {
          json.skipChildren();
        } else {
          end = Math.max(end, tensorEnd(path, name, json, content));
        }
      }
      if (json.currentToken() != JsonToken.END_OBJECT
          || json.currentLocation().getByteOffset() > length) {
        throw damaged(path, "safetensors", "its header is not JSON");
      }
    } catch (JsonProcessingException | CharConversionException _) {
      // The latter where the bytes look like UTF-32, and are not.
      throw damaged(path, "safetensors", "its header is not JSON");
    }
    if (end != content) {
      throw damaged(
          path, "safetensors", "its tensors need %d bytes, and it has %d".formatted(end, content));
    }
  }

  /** Returns where the tensor that the parser is at ends. */
  private static long tensorEnd(String path, String tensor, JsonParser json, long content)
      throws IOException {
    long from = -1;
    long to = -1;
    if (json.currentToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        if (name.equals("data_offsets") && json.currentToken() == JsonToken.START_ARRAY) {
          json.nextToken();
          from = json.getValueAsLong(-1);
          json.nextToken();
          to = json.getValueAsLong(-1);
          while (json.currentToken() != null && json.currentToken() != JsonToken.END_ARRAY) {
            json.skipChildren();
            json.nextToken();
          }
        }
        json.skipChildren();
      }
    }
    if (from < 0 || to < from || to > content) {
      throw damaged(
          path,
          "safetensors",
          "the tensor %s lies at %d to %d of %d bytes"
              .formatted(PathText.of(tensor), from, to, content));
    }
    return to;
  }

  /** Returns bytes of the file, in the order of both formats. */
  static ByteBuffer bytes(FileChannel channel, long from, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
      // Repeats until the buffer is full or the file ends.
    }
    return bytes.flip();
  }

  static ArtifactException damaged(String path, String format, String problem) {
    return new ArtifactException(
        "'%s' is not a whole %s file: %s. Download or convert it again."
            .formatted(PathText.of(path), format, problem));
  }
}
