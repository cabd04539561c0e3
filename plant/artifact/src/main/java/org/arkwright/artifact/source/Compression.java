package org.arkwright.artifact.source;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** How a file is compressed; several compressed files after one another count as one. */
enum Compression {
  GZIP("gz", "tgz"),
  ZSTD("zst|zstd", "tzst"),
  XZ("xz", "txz"),
  BZIP2("bz2", "tbz2|tbz");

  /** What unpacking may take of the server's memory. */
  private static final int XZ_MEMORY_KIB = 256 << 10;

  private static final int ZSTD_WINDOW_BITS = 27;

  private final String suffixes;
  private final String tarSuffixes;

  Compression(String suffixes, String tarSuffixes) {
    this.suffixes = suffixes;
    this.tarSuffixes = tarSuffixes;
  }

  /** Whether a file of that name in lower case is compressed in this way. */
  boolean isNamedSo(String lower) {
    return lower.matches(".+\\.(" + suffixes + ")");
  }

  /** Whether a file of that name in lower case is a tar that is compressed in this way. */
  boolean isTarNamedSo(String lower) {
    return lower.matches(".*\\.(tar\\.(%s)|%s)".formatted(suffixes, tarSuffixes));
  }

  InputStream unpacking(InputStream in) throws IOException {
    return switch (this) {
      case GZIP -> GzipMembers.of(in);
      case ZSTD -> new ZstdInputStream(in).setLongMax(ZSTD_WINDOW_BITS);
      case XZ -> new XZInputStream(in, XZ_MEMORY_KIB);
      case BZIP2 -> new BZip2CompressorInputStream(in, true);
    };
  }
}
