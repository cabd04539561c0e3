package org.arkwright.llama;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the library splits a text into words before it looks for tokens, and where a text has to be
 * cut for that. Some splitters are programs of its own. The others are regular expressions of C++,
 * whose matching takes stack for each character: a word of some 2,500 letters ends the process.
 */
final class WordSplitter {
  /** The longest run of letters, of digits, of spaces or of others that is left whole. */
  static final int RUN_MAX = 512;

  /** The longest run without a space that is left whole. */
  static final int WORD_MAX = 1_536;

  /** Names of splitters that are programs, or match a character at a time. */
  private static final Set<String> PROGRAMS =
      Set.of(
          // As GPT-2 does, or each digit first.
          "gpt-2",
          "phi-2",
          "jina-es",
          "jina-de",
          "gigachat",
          "jina-v2-es",
          "jina-v2-de",
          "a.x-4.0",
          "mellum",
          "modern-bert",
          "jina-v1-en",
          "jina-v2-code",
          "roberta-bpe",
          "mpt",
          "olmo",
          "jais",
          "trillion",
          "granite-docling",
          "exaone4",
          "starcoder",
          "refact",
          "command-r",
          "smollm",
          "codeshell",
          "exaone",
          "minerva-7b",
          "mellum2",
          // As Llama 3 does.
          "llama3",
          "llama-v3",
          "llama-bpe",
          "falcon3",
          "falcon-h1",
          "pixtral",
          "midm-2.0",
          "lfm2",
          "jina-v5-nano",
          "dbrx",
          "smaug-bpe",
          "glm4",
          "chatglm-bpe",
          // As Qwen does.
          "qwen2",
          "deepseek-r1-qwen",
          "kormo",
          "f2llmv2",
          "megrez",
          "stablelm2",
          "hunyuan",
          "solar-open",
          "grok-2",
          "qwen35",
          // At the ends of lines, or in a way of their own.
          "gemma4",
          "granite-embed-multi-311m",
          "sarvam-moe",
          "kimi-k2");

  private final boolean cuts;

  /**
   * A splitter.
   *
   * @param pairsBytes whether the model has words at all, as those of byte pairs do
   * @param name of the splitter in the model's header
   */
  WordSplitter(boolean pairsBytes, Optional<String> name) {
    this.cuts = pairsBytes && name.filter(PROGRAMS::contains).isEmpty();
  }

  /** The text in parts that the library can split: one, but for words that no language has. */
  List<String> parts(String text) {
    if (!cuts || text.length() <= RUN_MAX) {
      return List.of(text);
    }
    List<String> parts = new ArrayList<>();
    int begin = 0;
    int run = 0;
    int word = 0;
    int before = -1;
    for (int at = 0; at < text.length(); ) {
      int point = text.codePointAt(at);
      int kind = kind(point);
      run = kind == before ? run + 1 : 1;
      word = kind == 0 ? 0 : word + 1;
      if (run > RUN_MAX || word > WORD_MAX) {
        parts.add(text.substring(begin, at));
        begin = at;
        run = 1;
        word = 1;
      }
      before = kind;
      at += Character.charCount(point);
    }
    parts.add(text.substring(begin));
    return parts;
  }

  private static int kind(int point) {
    if (Character.isWhitespace(point) || Character.isSpaceChar(point)) {
      return 0;
    }
    return switch (Character.getType(point)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.COMBINING_SPACING_MARK ->
          1;
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> 2;
      default -> 3;
    };
  }
}
