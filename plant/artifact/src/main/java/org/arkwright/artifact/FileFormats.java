package org.arkwright.artifact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
  private static final JsonMapper JSON = new JsonMapper();
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
      checkTensors(path, header(path, channel, (int) length), size - Long.BYTES - length);
    }
  }

  private static JsonNode header(String path, FileChannel channel, int length) throws IOException {
    try {
      return JSON.readTree(bytes(channel, Long.BYTES, length).array());
    } catch (JsonProcessingException _) {
      throw damaged(path, "safetensors", "its header is not JSON");
    }
  }

  private static void checkTensors(String path, JsonNode header, long content)
      throws ArtifactException {
    long end = 0;
    for (var tensor : header.properties()) {
      if (!tensor.getKey().equals("__metadata__")) {
        long from = tensor.getValue().path("data_offsets").path(0).asLong(-1);
        long to = tensor.getValue().path("data_offsets").path(1).asLong(-1);
        if (from < 0 || to < from || to > content) {
          throw damaged(
              path,
              "safetensors",
              "the tensor %s lies at %d to %d of %d bytes"
                  .formatted(PathText.of(tensor.getKey()), from, to, content));
        }
        end = Math.max(end, to);
      }
    }
    if (end != content) {
      throw damaged(
          path, "safetensors", "its tensors need %d bytes, and it has %d".formatted(end, content));
    }
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
