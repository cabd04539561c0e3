package org.arkwright.artifact;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.arkwright.artifact.blob.ArtifactException;

/**
 * Reads a GGUF file's header, to see whether its counts and lengths are possible: magic, version,
 * counts of tensors and entries, the entries, and the tensors' names, shapes and offsets (GGUF's
 * specification in ggml's docs/gguf.md). Tensors lie within the file. Not thread-safe.
 */
final class GgufCheck {
  private static final int MAGIC = 0x46554747; // "GGUF", read in the format's byte order
  private static final int VERSION_MIN = 2;
  private static final int VERSION_MAX = 3;
  private static final int DIMENSIONS_MAX = 4;
  private static final int NESTING_MAX = 4;
  private static final int STRING = 8;
  private static final int ARRAY = 9;

  /** Bytes of the values of each type; 0 where the length is in the file. */
  private static final int[] SIZES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

  /**
   * Elements of a block and its bytes, by the type of tensors (ggml.h); none of types that are
   * gone, or came later.
   */
  private static final Map<Integer, Block> BLOCKS = blocks();

  private record Block(int elements, int bytes) {}

  private static final String ALIGNMENT = "general.alignment";
  private static final int ALIGNMENT_DEFAULT = 32;
  private static final int UINT32 = 4;

  /** The least that an entry and a tensor's description take. */
  private static final int ENTRY_BYTES_MIN = 13;

  private static final int TENSOR_BYTES_MIN = 24;

  private final String path;
  private final DataInputStream in;
  private final long size;
  private long position;
  private long alignment = ALIGNMENT_DEFAULT;

  /** Where the last tensor ends, from where the first begins. */
  private long end;

  private GgufCheck(String path, DataInputStream in, long size) {
    this.path = path;
    this.in = in;
    this.size = size;
  }

  static void check(String path, Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      new GgufCheck(path, in, Files.size(file)).check();
    } catch (EOFException _) {
      throw FileFormats.damaged(path, "GGUF", "it ends within its header");
    }
  }

  private void check() throws IOException {
    if (int32() != MAGIC) {
      throw damaged("it does not begin with GGUF");
    }
    int version = int32();
    if (version < VERSION_MIN || version > VERSION_MAX) {
      throw damaged(
          "its version is %s, expected %d or %d"
              .formatted(Integer.toUnsignedString(version), VERSION_MIN, VERSION_MAX));
    }
    long tensors = count("tensors", TENSOR_BYTES_MIN);
    long entries = count("entries", ENTRY_BYTES_MIN);
    for (long i = 0; i < entries; i++) {
      boolean alignmentNext = readsKey(ALIGNMENT);
      int type = int32();
      if (alignmentNext && type == UINT32) {
        alignment = Integer.toUnsignedLong(int32());
      } else {
        skipValue(type, 0);
      }
    }
    if (alignment == 0) {
      throw damaged("its alignment is 0");
    }
    for (long i = 0; i < tensors; i++) {
      checkTensor();
    }
    long begin = (position + alignment - 1) / alignment * alignment;
    if (tensors > 0 && end > size - begin) {
      throw damaged("its tensors end at byte %d, and it has %d".formatted(begin + end, size));
    }
  }

  /** Reads a number of things, each of which takes at least that many bytes. */
  private long count(String what, int bytesMin) throws IOException {
    long count = int64();
    if (count < 0 || count > (size - position) / bytesMin) {
      throw damaged(
          "it says that it has %s %s, in %d bytes"
              .formatted(Long.toUnsignedString(count), what, size));
    }
    return count;
  }

  private void checkTensor() throws IOException {
    skipText();
    int dimensions = int32();
    if (dimensions < 0 || dimensions > DIMENSIONS_MAX) {
      throw damaged("a tensor has %s dimensions".formatted(Integer.toUnsignedString(dimensions)));
    }
    long elements = 1;
    for (int i = 0; i < dimensions; i++) {
      long length = int64();
      if (length < 0 || Math.multiplyHigh(elements, length) != 0 || elements * length < 0) {
        throw damaged("a tensor has an impossible shape");
      }
      elements *= length;
    }
    Block block = BLOCKS.getOrDefault(int32(), new Block(Integer.MAX_VALUE, 0));
    long offset = int64();
    if (offset < 0 || offset > size) {
      throw damaged(
          "a tensor begins at byte %s of %d".formatted(Long.toUnsignedString(offset), size));
    }
    long blocks = elements / block.elements;
    if (blocks > size || blocks * block.bytes > size - offset) {
      throw damaged(
          "a tensor of %d elements begins at byte %d, and it has %d"
              .formatted(elements, offset, size));
    }
    end = Math.max(end, offset + blocks * block.bytes);
  }

  /** Reads a text, and says whether it is that one. */
  private boolean readsKey(String expected) throws IOException {
    long length = count("bytes in a text", 1);
    if (length != expected.length()) {
      skip(length);
      return false;
    }
    position += length;
    return new String(in.readNBytes((int) length), StandardCharsets.ISO_8859_1).equals(expected);
  }

  private static Map<Integer, Block> blocks() {
    Map<Integer, Block> blocks = new HashMap<>();
    int[][] known = {
      {0, 1, 4},
      {1, 1, 2},
      {2, 32, 18},
      {3, 32, 20},
      {6, 32, 22},
      {7, 32, 24},
      {8, 32, 34},
      {10, 256, 84},
      {11, 256, 110},
      {12, 256, 144},
      {13, 256, 176},
      {14, 256, 210},
      {15, 256, 292},
      {16, 256, 66},
      {17, 256, 74},
      {18, 256, 98},
      {19, 256, 50},
      {20, 32, 18},
      {21, 256, 110},
      {22, 256, 82},
      {23, 256, 136},
      {24, 1, 1},
      {25, 1, 2},
      {26, 1, 4},
      {27, 1, 8},
      {28, 1, 8},
      {29, 256, 56},
      {30, 1, 2},
      {34, 256, 54},
      {35, 256, 66},
      {39, 32, 17},
    };
    for (int[] type : known) {
      blocks.put(type[0], new Block(type[1], type[2]));
    }
    return Map.copyOf(blocks);
  }

  private void skipText() throws IOException {
    long length = count("bytes in a text", 1);
    skip(length);
  }

  private void skipValue(int type, int nesting) throws IOException {
    if (type == STRING) {
      skipText();
    } else if (type == ARRAY) {
      int of = int32();
      if (nesting >= NESTING_MAX) {
        throw damaged("its arrays are nested too deep");
      }
      long count = count("elements in an array", 1);
      if (of >= 0 && of < SIZES.length && SIZES[of] > 0) {
        skip(Math.multiplyExact(count, (long) SIZES[of]));
      } else {
        for (long i = 0; i < count; i++) {
          skipValue(of, nesting + 1);
        }
      }
    } else if (type >= 0 && type < SIZES.length) {
      skip(SIZES[type]);
    } else {
      throw damaged("an entry has the type %s".formatted(Integer.toUnsignedString(type)));
    }
  }

  private void skip(long bytes) throws IOException {
    if (bytes > size - position) {
      throw damaged("it ends within its header");
    }
    in.skipNBytes(bytes);
    position += bytes;
  }

  private int int32() throws IOException {
    position += Integer.BYTES;
    return Integer.reverseBytes(in.readInt());
  }

  private long int64() throws IOException {
    position += Long.BYTES;
    return Long.reverseBytes(in.readLong());
  }

  private ArtifactException damaged(String problem) {
    return FileFormats.damaged(path, "GGUF", problem);
  }
}
