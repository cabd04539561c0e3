package org.arkwright.system.fuzz;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Makes archives and models of contents, whatever these are. */
final class Packings {
  /** A header of safetensors with tensors of 24 bytes in all. */
  static final String SAFETENSORS =
      "{\"__metadata__\":{\"format\":\"pt\",\"by\":\"arkwright 7\",\"description\":\"two tensors,"
          + " 24 bytes in all, of a network that learnt seven words\"},"
          + "\"a.weight\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},"
          + "\"b.bias\":{\"dtype\":\"F16\",\"shape\":[4],\"data_offsets\":[16,24]}}";

  private static final int NAME_MAX = 4_000;

  private Packings() {}

  /** Writes a packed stream. */
  @FunctionalInterface
  private interface Writing {
    void to(OutputStream out) throws IOException;
  }

  private static byte[] written(Writing writing) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** A line of a content: what a file in an archive is like; a mode of 7.. is a link. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Line(String name, int mode, byte[] content) {
    static Line of(String text) {
      String[] parts = text.split("\\|", 3);
      String name = parts[0].substring(0, Math.min(NAME_MAX, parts[0].length()));
      String mode = parts.length > 1 ? parts[1] : "";
      return new Line(
          name,
          mode.matches("[0-7]{1,4}") ? Integer.parseInt(mode, 8) : 0644,
          Target.bytes(parts.length > 2 ? parts[2] : ""));
    }
  }

  private static Line[] lines(byte[] content) {
    return new String(content, StandardCharsets.UTF_8).lines().map(Line::of).toArray(Line[]::new);
  }

  static byte[] zip(byte[] content) {
    return written(out -> {
      try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(out)) {
        for (Line line : lines(content)) {
          ZipArchiveEntry entry = new ZipArchiveEntry(line.name);
          entry.setUnixMode(line.mode > 0777 ? 0120777 : 0100000 | line.mode);
          entry.setTime(0);
          zip.putArchiveEntry(entry);
          zip.write(line.content);
          zip.closeArchiveEntry();
        }
      }
    });
  }

  static byte[] tar(byte[] content) {
    return written(out -> {
      try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        for (Line line : lines(content)) {
          boolean link = line.mode > 0777 || line.name.endsWith("/");
          TarArchiveEntry entry =
              new TarArchiveEntry(
                  line.name, link ? TarArchiveEntry.LF_SYMLINK : TarArchiveEntry.LF_NORMAL);
          entry.setMode(line.mode & 0777);
          entry.setSize(link ? 0 : line.content.length);
          tar.putArchiveEntry(entry);
          if (!link) {
            tar.write(line.content);
          }
          tar.closeArchiveEntry();
        }
      }
    });
  }

  static byte[] gzip(byte[] content) {
    return written(out -> {
      try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
        packed.write(content);
      }
    });
  }

  static byte[] zstd(byte[] content) {
    return Zstd.compress(content);
  }

  static byte[] xz(byte[] content) {
    return written(out -> {
      LZMA2Options small = new LZMA2Options();
      small.setDictSize(1 << 16);
      try (XZOutputStream packed = new XZOutputStream(out, small)) {
        packed.write(content);
      }
    });
  }

  static byte[] bzip2(byte[] content) {
    return written(out -> {
      try (BZip2CompressorOutputStream packed = new BZip2CompressorOutputStream(out, 1)) {
        packed.write(content);
      }
    });
  }

  /** A header, its length before it, and as many bytes as the sample's tensors need. */
  static byte[] safetensors(byte[] header) {
    return ByteBuffer.allocate(Long.BYTES + header.length + 24)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .array();
  }

  /** A whole model of one tensor, with an entry of each kind (ggml's docs/gguf.md). */
  static byte[] gguf() {
    ByteBuffer out = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(0x46554747).putInt(3).putLong(1).putLong(6);
    text(out, "general.architecture").putInt(8);
    text(out, "llama");
    text(out, "general.name").putInt(8);
    text(out, "A model of seven words, which is long enough to be changed somewhere");
    text(out, "llama.context_length").putInt(4).putInt(4096);
    text(out, "llama.rope.freq_base").putInt(6).putFloat(10_000);
    text(out, "tokenizer.ggml.add_bos_token").putInt(7).put((byte) 1);
    text(out, "tokenizer.ggml.tokens").putInt(9).putInt(8).putLong(3);
    text(out, "<s>");
    text(out, "one");
    text(out, "two");
    text(out, "blk.0.weight").putInt(1).putLong(8).putInt(0).putLong(0);
    out.position((out.position() + 31) / 32 * 32);
    for (int i = 0; i < 64; i++) {
      out.putFloat(i);
    }
    byte[] model = new byte[out.position()];
    out.flip().get(model);
    return model;
  }

  private static ByteBuffer text(ByteBuffer out, String text) {
    byte[] bytes = Target.bytes(text);
    return out.putLong(bytes.length).put(bytes);
  }
}
