package org.arkwright.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts held to grammars, and grammars refused. */
final class GrammarTest {
  private static final int END = 257;
  @TempDir private static Path folder;
  private static LlamaModel model;

  @BeforeAll
  static void load() throws Exception {
    model = Tiny.load(folder);
  }

  @AfterAll
  static void close() {
    if (model != null) {
      model.close();
    }
  }

  private static int letter(char letter) {
    return model.vocabulary().tokenize(String.valueOf(letter), false, false)[0];
  }

  @Test
  void grammar_allowsWhatItSays_thenTheEnd() throws Exception {
    try (Grammar grammar = Grammar.parse(model, "root ::= \"a\" (\"b\" | \"c\")", "root")) {
      assertThat(grammar.allows(letter('a'))).isTrue();
      assertThat(grammar.allows(letter('b'))).isFalse();
      assertThat(grammar.allows(END)).isFalse();
      assertThat(grammar.accept(letter('b'))).isFalse();
      assertThat(grammar.accept(letter('a'))).isTrue();
      assertThat(grammar.accept(letter('c'))).isTrue();
      assertThat(grammar.allows(letter('a'))).isFalse();
      assertThat(grammar.accept(END)).isTrue();
      assertThat(grammar.accept(letter('a'))).isFalse();
      grammar.reset();
      assertThat(grammar.accept(letter('a'))).isTrue();
    }
  }

  @Test
  void sampler_followsTheGrammar_whateverTheModelLikes() throws Exception {
    float[] logits = new float[model.vocabulary().size()];
    logits[letter('z')] = 10;
    logits[letter('c')] = 5;
    try (Grammar grammar = Grammar.parse(model, "root ::= [abc]", "root")) {
      TokenSampler sampler = new TokenSampler(Sampling.greedy());
      assertThat(sampler.choose(logits.clone(), grammar)).isEqualTo(OptionalInt.of(letter('c')));
      assertThat(sampler.choose(logits.clone(), grammar)).isEqualTo(OptionalInt.of(END));
    }
    float[] onlyZ = new float[logits.length];
    Arrays.fill(onlyZ, Float.NEGATIVE_INFINITY);
    onlyZ[letter('z')] = 0;
    try (Grammar grammar = Grammar.parse(model, "root ::= [abc]", "root")) {
      assertThat(new TokenSampler(Sampling.greedy()).choose(onlyZ, grammar)).isEmpty();
    }
  }

  @Test
  void tokensThatDoNotExist_areRefused() throws Exception {
    try (Grammar grammar = Grammar.parse(model, "root ::= \"a\"", "root")) {
      assertThatThrownBy(() -> grammar.accept(258)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> grammar.allows(-1)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> grammar.restrict(new float[1]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void grammarsThatCannotBe_areRefused_andTheProcessGoesOn() {
    for (String wrong :
        List.of(
            "",
            "   \n",
            "root ::= \"a",
            "root ::= other",
            "start ::= \"a\"",
            "root ::= root \"a\"",
            "root ::= [a-",
            "root ::= \"a\0b\"",
            "root ::= \"a\"{100000}",
            "root ::= " + "(".repeat(100_000) + "\"a\"" + ")".repeat(100_000),
            "root ::= \"" + "a".repeat(Grammar.BYTES_MAX) + "\"")) {
      assertThatThrownBy(
              () -> Grammar.parse(model, wrong, "root"),
              wrong.substring(0, Math.min(40, wrong.length())))
          .isInstanceOf(LlamaException.class)
          .hasMessageStartingWith("the grammar ");
    }
  }

  @Test
  void deepGrammars_withinTheBounds_areRead() throws Exception {
    String nested = "root ::= " + "(".repeat(1_000) + "\"a\"" + ")".repeat(1_000);
    try (Grammar grammar = Grammar.parse(model, nested, "root")) {
      assertThat(grammar.accept(letter('a'))).isTrue();
    }
    StringBuilder chain = new StringBuilder("root ::= r0\n");
    for (int i = 0; i < 30_000; i++) {
      chain.append("r").append(i).append(" ::= r").append(i + 1).append("\n");
    }
    chain.append("r30000 ::= \"a\"\n");
    try (Grammar grammar = Grammar.parse(model, chain.toString(), "root")) {
      assertThat(grammar.accept(letter('a'))).isTrue();
    }
  }
}
