package org.arkwright.convert.vocabulary;

import static org.arkwright.convert.source.ConversionProblem.shown;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.arkwright.convert.source.ConversionProblem;

/**
 * How tokenizers split a text into words, and the name under which llama.cpp splits it the same
 * way. A way that is not known here is refused: a similar one would give other tokens, and a model
 * that answers a little worse each time. The patterns of Mistral Nemo and of GPT-4o are left out:
 * llama.cpp has only similar ones, and matches them so that a long word ends its process.
 */
final class WordPattern {
  private static final String CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|";
  private static final String REST =
      "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  /** Llama 3's: up to three digits make a word. */
  private static final String LLAMA3 =
      CONTRACTIONS + "[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}" + REST;

  /** Qwen 2's: each digit is a word. */
  private static final String QWEN2 = CONTRACTIONS + "[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}" + REST;

  /** Qwen 3.5's: marks belong to letters. */
  private static final String QWEN35 =
      CONTRACTIONS
          + "[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}"
          + "| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  private static final String GPT2 = "BYTES";
  private static final String DIGITS = "DIGITS";

  /** The steps, and llama.cpp's name of them. */
  private static final Map<List<String>, String> NAMES =
      Map.of(
          List.of(GPT2),
          "gpt-2",
          List.of(DIGITS, GPT2),
          "smollm",
          List.of(LLAMA3),
          "smaug-bpe",
          List.of(QWEN2),
          "qwen2",
          List.of(QWEN35),
          "qwen35");

  private WordPattern() {}

  /**
   * Names a pre-tokenizer.
   *
   * @param wholeWords whether a word that is a token is taken as that, whatever the merges say
   * @throws ConversionProblem when llama.cpp has no name for it
   */
  static String name(JsonNode preTokenizer, boolean wholeWords) {
    List<String> steps = new ArrayList<>();
    collect(preTokenizer, steps);
    String name = NAMES.get(steps);
    if (name == null || (wholeWords && !steps.equals(List.of(LLAMA3)))) {
      throw unknown(preTokenizer, wholeWords);
    }
    return wholeWords ? "llama-bpe" : name;
  }

  private static void collect(JsonNode node, List<String> steps) {
    switch (node.path("type").asText("")) {
      case "Sequence" -> node.path("pretokenizers").forEach(each -> collect(each, steps));
      case "ByteLevel" -> {
        if (node.path("add_prefix_space").asBoolean(false)) {
          steps.add("ByteLevel with add_prefix_space");
        } else if (node.path("use_regex").asBoolean(true)) {
          steps.add(GPT2);
        }
      }
      case "Digits" ->
          steps.add(node.path("individual_digits").asBoolean(false) ? DIGITS : "Digits");
      case "Split" -> {
        JsonNode pattern = node.path("pattern").path("Regex");
        String behavior = node.path("behavior").asText("");
        boolean inverted = node.path("invert").asBoolean(false);
        boolean plain = behavior.equals("Isolated") && !inverted;
        // What matches is kept, and the patterns match everything.
        boolean same = behavior.equals("Removed") && inverted;
        steps.add(pattern.isTextual() && (plain || same) ? pattern.asText() : node.toString());
      }
      default -> steps.add(node.toString());
    }
  }

  private static ConversionProblem unknown(JsonNode preTokenizer, boolean wholeWords) {
    return new ConversionProblem(
        ("tokenizer.json splits words by %s%s, for which llama.cpp has no name that is known here\n"
                + "expected the way of GPT-2, SmolLM, Llama 3, Qwen 2 or Qwen 3.5")
            .formatted(shown(preTokenizer.toString()), wholeWords ? " with ignore_merges" : ""));
  }
}
