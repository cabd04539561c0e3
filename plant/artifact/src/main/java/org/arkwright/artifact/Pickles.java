package org.arkwright.artifact;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** Detects Python's pickles, which run code when they are loaded. */
public final class Pickles {
  private static final Set<String> SUFFIXES =
      Set.of("pkl", "pickle", "pt", "pth", "ckpt", "joblib", "pdparams");
  private static final int HEAD_BYTES = 512;

  private Pickles() {}

  /** Whether a file of that name is a pickle by convention. */
  public static boolean isNamedLikeOne(String path) {
    String name = path.toLowerCase(Locale.ROOT);
    return SUFFIXES.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  /**
   * Returns a stream of the same content.
   *
   * @throws ArtifactException when the name or the first bytes are those of a pickle: protocol 2
   *     and later begins with 0x80 and its number (PEP 307), a PyTorch archive with the entry
   *     data.pkl
   */
  static InputStream refusing(String path, InputStream in) throws IOException {
    byte[] head = in.readNBytes(HEAD_BYTES);
    boolean pickle = head.length > 2 && head[0] == (byte) 0x80 && head[1] >= 2 && head[1] <= 5;
    boolean archive =
        head.length > 4
            && head[0] == 'P'
            && head[1] == 'K'
            && new String(head, StandardCharsets.ISO_8859_1).contains("/data.pkl");
    if (isNamedLikeOne(path) || pickle || archive) {
      throw new ArtifactException(
          "'%s' is a pickle, which runs code when it is loaded, and is refused. Convert the weights"
                  .formatted(path)
              + " to safetensors or GGUF.");
    }
    return new SequenceInputStream(new ByteArrayInputStream(head), in);
  }
}
