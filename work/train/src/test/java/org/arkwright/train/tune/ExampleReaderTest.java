package org.arkwright.train.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.train.report.TrainingProblem;
import org.arkwright.train.text.Corpus;
import org.arkwright.train.token.ChatTokens;
import org.arkwright.train.token.FolderChatTokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of chats, pairs and texts is learnt, and what is refused with its line. */
final class ExampleReaderTest {
  private static final Path GOLDEN = Path.of("src/test/golden");
  @TempDir private Path folder;

  private ExampleReader.Found read(String base, int maxLength, String... lines) throws Exception {
    Files.write(folder.resolve("data.jsonl"), List.of(lines));
    try (ChatTokens tokens = FolderChatTokens.open(GOLDEN.resolve(base))) {
      return ExampleReader.read(Corpus.find(folder), tokens, maxLength);
    }
  }

  /** The texts that are learnt, and between them those that are not, which are in brackets. */
  private static String shown(String base, Example example) throws Exception {
    StringBuilder text = new StringBuilder();
    try (var tokenizer =
        ai.djl.huggingface.tokenizers.HuggingFaceTokenizer.newInstance(
            GOLDEN.resolve(base).resolve("tokenizer.json"))) {
      List<Long> part = new ArrayList<>();
      boolean learnt = example.learnt()[0];
      for (int i = 0; i <= example.tokens().length; i++) {
        if (i == example.tokens().length || example.learnt()[i] != learnt) {
          String decoded =
              tokenizer.decode(part.stream().mapToLong(Long::longValue).toArray(), false);
          text.append(learnt ? decoded : "[" + decoded + "]");
          part.clear();
          learnt = !learnt;
        }
        if (i < example.tokens().length) {
          part.add((long) example.tokens()[i]);
        }
      }
    }
    return text.toString();
  }

  @Test
  void chat_isWrittenByTheTemplate_andOnlyAnswersAreLearnt_toTheirEnd() throws Exception {
    ExampleReader.Found found =
        read(
            "smollm2",
            256,
            """
            {"messages": [{"role": "system", "content": "Be brief."},\
             {"role": "user", "content": "A dog?"}, {"role": "assistant", "content": "It barks."},\
             {"role": "user", "content": "A cat?"}, {"role": "assistant", "content": "It sleeps."}]}\
            """);
    assertThat(found.notes()).isEmpty();
    assertThat(found.examples()).hasSize(1);
    assertThat(shown("smollm2", found.examples().getFirst()))
        .isEqualTo(
            "[<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nA dog?<|im_end|>\n"
                + "<|im_start|>assistant\n]It barks.<|im_end|>[\n<|im_start|>user\nA cat?"
                + "<|im_end|>\n<|im_start|>assistant\n]It sleeps.<|im_end|>[\n]");
  }

  @Test
  void pairsAndTexts_endWithTheEndToken_andPromptsAreNotLearnt() throws Exception {
    ExampleReader.Found found =
        read(
            "llama3",
            256,
            "{\"prompt\": \"the dog\", \"completion\": \" barks\"}",
            "{\"text\": \"the cat sleeps\"}",
            """
            {"prompt": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"},\
             {"role": "user", "content": "c"}],\
             "completion": [{"role": "assistant", "content": "d"}]}\
            """);
    assertThat(found.examples()).hasSize(3);
    assertThat(shown("llama3", found.examples().get(0)))
        .isEqualTo("[<|begin_of_text|>the dog] barks<|eot_id|>");
    assertThat(shown("llama3", found.examples().get(1)))
        .isEqualTo("[<|begin_of_text|>]the cat sleeps<|eot_id|>");
    assertThat(shown("llama3", found.examples().get(2)))
        .isEqualTo(
            "[<|begin_of_text|>user: a<|eot_id|>assistant: b<|eot_id|>user: c<|eot_id|>"
                + "assistant: ]d<|eot_id|>");
  }

  @Test
  void longExamples_areLeftOutAndCounted_longTextsAreCut() throws Exception {
    String words = "the dog and the cat ".repeat(30);
    ExampleReader.Found found =
        read(
            "smollm2",
            32,
            "{\"prompt\": \"%s\", \"completion\": \"no\"}".formatted(words),
            "{\"text\": \"%s\"}".formatted(words));
    assertThat(found.notes())
        .singleElement()
        .asString()
        .startsWith("left out: 1 examples are longer than --max-length 32; the longest has ");
    assertThat(found.examples()).hasSizeGreaterThan(3).allMatch(e -> e.tokens().length <= 32);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'messages': 7} | has messages that are of the type number",
        "{'messages': []} | has messages that are an empty list",
        "{'messages': [{'role': 'user'}]} | has a message, its number 1, that is",
        "{'prompt': 'a'} | has a prompt that is of the type string and a completion that is missing",
        "{'question': 'a', 'answer': 'b'} | has the members question, answer",
        "[1] | is not an object",
        "{'text' | is not JSON"
      })
  void lineThatIsNoExample_isRefusedByFileAndNumber(String line, String problem) {
    assertThatThrownBy(() -> read("smollm2", 64, "{\"text\": \"good\"}", line.replace('\'', '"')))
        .isInstanceOf(TrainingProblem.class)
        .hasMessageContaining("data.jsonl: line 2 " + problem)
        .hasMessageContaining("expected ");
  }

  @Test
  void chatWithoutAnyAnswer_isSaid() {
    assertThatThrownBy(
            () -> read("smollm2", 64, "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}]}"))
        .isInstanceOf(TrainingProblem.class)
        .hasMessageContaining("1 examples have nothing to learn");
  }
}
