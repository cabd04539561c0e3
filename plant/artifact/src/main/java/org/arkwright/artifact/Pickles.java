package org.arkwright.artifact;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** Detects Python's pickles, which run code when they are loaded. */
public final class Pickles {
  private static final Set<String> SUFFIXES =
      Set.of("pkl", "pickle", "pt", "pth", "ckpt", "joblib", "pdparams");
  private static final Set<String> SAFE_SUFFIXES = Set.of("safetensors", "gguf", "onnx");

  private Pickles() {}

  /** Whether a file of that name is a pickle by convention. */
  public static boolean isNamedLikeOne(String path) {
    return SUFFIXES.contains(suffix(path));
  }

  /** Whether a file of that name holds weights that can be loaded without running code. */
  public static boolean isSafeForm(String path) {
    return SAFE_SUFFIXES.contains(suffix(path));
  }

  private static String suffix(String path) {
    String name = path.toLowerCase(Locale.ROOT);
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /**
   * Whether the first bytes are those of a pickle: protocol 2 and later begins with 0x80 and its
   * number (PEP 307), a PyTorch archive with the entry data.pkl.
   */
  static boolean beginsLikeOne(byte[] head) {
    boolean pickle = head.length > 2 && head[0] == (byte) 0x80 && head[1] >= 2 && head[1] <= 5;
    boolean archive =
        head.length > 4
            && head[0] == 'P'
            && head[1] == 'K'
            && new String(head, StandardCharsets.ISO_8859_1).contains("/data.pkl");
    return pickle || archive;
  }

  static ArtifactException refusal(String path) {
    return new ArtifactException(
        ("'%s' is a pickle, which runs code when it is loaded, and is refused. Convert the weights"
                + " to safetensors or GGUF.")
            .formatted(PathText.of(path)));
  }
}
