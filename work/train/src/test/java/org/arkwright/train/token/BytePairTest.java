package org.arkwright.train.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BytePairTest {
  private static final String TEXT =
      "The spinning frame, the water frame; they'd spun it's 1769 times.\n\n  Ärger über Öl!\t"
          + "naïve 東京 café—don't  stop… 🧵 x²\u00a0end ";

  @TempDir private Path folder;

  @Test
  void train_frequentPairsFirst_equalRunsGiveEqualVocabularies() {
    BytePairVocabulary vocabulary = trained(300);

    assertThat(vocabulary.tokens()).hasSize(300).startsWith(BytePairVocabulary.END_OF_TEXT);
    assertThat(vocabulary.tokens()).contains("frame").doesNotHaveDuplicates();
    assertThat(trained(300)).isEqualTo(vocabulary);
  }

  @Test
  void train_littleText_endsWithFewerTokens() {
    BytePairTrainer trainer = new BytePairTrainer();
    trainer.add("abab abab");
    assertThat(trainer.train(1000).tokens()).contains("ab", "abab").hasSizeLessThan(262);
  }

  @Test
  void train_textWithoutSpaces_endsWithTokensOfBoundedLength() {
    String text = "abcdefghij".repeat(20_000);
    BytePairTrainer trainer = new BytePairTrainer();
    trainer.add(text);
    BytePairTokenizer tokenizer = new BytePairTokenizer(trainer.train(4096));

    int[] ids = ids(tokenizer, text);
    assertThat(ids.length).isGreaterThanOrEqualTo(text.length() / 32);
    assertThat(tokenizer.decode(ids)).isEqualTo(text);
  }

  @Test
  void encode_anyText_decodesToItself() {
    BytePairTokenizer tokenizer = new BytePairTokenizer(trained(300));
    assertThat(tokenizer.decode(ids(tokenizer, TEXT))).isEqualTo(TEXT);
  }

  @Test
  void encode_equalsHuggingFacesLibrary() throws Exception {
    BytePairVocabulary vocabulary = trained(330);
    Path file = folder.resolve("tokenizer.json");
    Files.writeString(file, TokenizerJson.of(vocabulary).toString());

    AdoptedTokenizer theirs = new AdoptedTokenizer(file, 0, 0, 330);
    BytePairTokenizer ours = new BytePairTokenizer(vocabulary);
    for (String text : List.of(TEXT, "frame: a frame", " leading", "a  \n b", "'s 'll 12a")) {
      assertThat(ids(ours, text)).as(text).isEqualTo(ids(theirs, text));
    }
    assertThat(TokenizerJson.read(file)).contains(vocabulary);
  }

  private static BytePairVocabulary trained(int size) {
    BytePairTrainer trainer = new BytePairTrainer();
    trainer.add(TEXT.repeat(3));
    trainer.add("frame frame frames a frame of frames 東京 東京");
    return trainer.train(size);
  }

  private static int[] ids(Tokenizer tokenizer, String text) {
    List<Integer> ids = new ArrayList<>();
    tokenizer.encode(text, ids::add);
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }
}
