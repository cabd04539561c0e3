package org.arkwright.artifact;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.PathText;

/** Detects Python's pickles, which run code when they are loaded. */
public final class Pickles {
  private static final Set<String> SUFFIXES =
      Set.of("pkl", "pickle", "pt", "pth", "ckpt", "joblib", "pdparams");

  /** As joblib and pandas compress them, and read them again. */
  private static final Set<String> COMPRESSED =
      Set.of("gz", "bz2", "xz", "zst", "lz4", "lzma", "z", "zip");

  private static final Set<String> SAFE_SUFFIXES = Set.of("safetensors", "gguf", "onnx");

  /** How files of NumPy begin, also in an archive that is not compressed. */
  private static final String ARRAY = "\u0093NUMPY";

  private static final String NAMES = "[A-Za-z_][\\w.]*\n[A-Za-z_][\\w.]*\n";
  private static final String QUOTED = "S(?:'[^\n]*'|\"[^\n]*\")\n";

  /** Remembers what was read. */
  private static final String MEMO = "(?:p\\d+\n|q[\\x00-\\x08])";

  /** A text as no line of a list of words begins. */
  private static final String TEXT =
      "(?:" + QUOTED + "|X..\\x00\\x00|U[\\x00-\\x08]|\\x8c[\\x00-\\x08])";

  /** A number or a text that may be a word as well. */
  private static final String WORD = "(?:[IVFL][^\n]*\n" + MEMO + "?)";

  /** The end, or where to remember what was made. */
  private static final String DONE = "(?:\\.(?![\\w/])|" + MEMO + ")";

  private static final Pattern OBJECTS =
      Pattern.compile("^.{10,12}\\{[^}]*'[|<>=]O\\d*'", Pattern.DOTALL);

  /**
   * How protocols 0 and 1 begin, which are text: what to call, as its module and its name, and then
   * its arguments or where to remember it; that within a list that is begun before; or an empty
   * collection, and where to remember that. A list of words is to be none of these.
   */
  private static final Pattern TEXT_PROTOCOL =
      Pattern.compile(
          ("c" + NAMES + "(?:\\(|p\\d+\n|[qr)}\\]][\\x00-\\x08R\\x81]|" + TEXT)
              // Or arguments as a tuple of at most three; in UTF-8 none of its bytes follows ASCII.
              + ("|.*[\\x00-\\x7f][\\x85-\\x87]" + MEMO + "?[R\\x81\\x94]).*")
              + ("|\\((?:" + QUOTED + MEMO + "?)+[ic]" + NAMES + ".*")
              + ("|\\(" + WORD + "*i" + NAMES + DONE + ".*")
              + ("|\\(c" + NAMES + "(?:" + MEMO + "|" + TEXT + "|" + WORD + "*o" + DONE + ").*")
              + "|\\([dl]p\\d+\n.*"
              + "|[}\\])]q[\\x00-\\x08].*",
          Pattern.DOTALL);

  private Pickles() {}

  /** Whether a file of that name is a pickle by convention. */
  public static boolean isNamedLikeOne(String path) {
    String suffix = suffix(path);
    return SUFFIXES.contains(suffix)
        || (COMPRESSED.contains(suffix)
            && SUFFIXES.contains(suffix(path.substring(0, Math.max(0, path.lastIndexOf('.'))))));
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
   * number (PEP 307), earlier ones with an instruction, a PyTorch archive with the entry data.pkl,
   * and an array of NumPy whose elements are objects with what says so.
   */
  static boolean beginsLikeOne(byte[] head) {
    if (head.length > 2 && head[0] == (byte) 0x80 && head[1] >= 2 && head[1] <= 5) {
      return true;
    }
    String text = new String(head, StandardCharsets.ISO_8859_1);
    if (text.startsWith("PK")) {
      return text.contains("/data.pkl") || isObjects(text);
    }
    return text.startsWith(ARRAY) ? isObjects(text) : TEXT_PROTOCOL.matcher(text).matches();
  }

  /** An array's elements are pickled if they are objects, of which its header tells. */
  private static boolean isObjects(String text) {
    int array = text.indexOf(ARRAY);
    return array >= 0 && OBJECTS.matcher(text.substring(array)).find();
  }

  static ArtifactException refusal(String path) {
    return new ArtifactException(
        ("'%s' is a pickle, which runs code when it is loaded, and is refused. Convert the weights"
                + " to safetensors or GGUF.")
            .formatted(PathText.of(path)));
  }
}
