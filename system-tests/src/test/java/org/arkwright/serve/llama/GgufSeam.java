package org.arkwright.serve.llama;

import java.io.IOException;
import java.nio.file.Path;

/** What a replica reads of a model. */
public final class GgufSeam {
  private GgufSeam() {}

  /** Whether the file's header can be read. */
  public static boolean hasHeader(Path file) {
    try {
      GgufHeader header = GgufHeader.read(file);
      header.contextTokens();
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
