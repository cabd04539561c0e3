package org.arkwright.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models loaded, looked at, refused and closed. */
final class LlamaModelTest {
  @TempDir private Path folder;

  @BeforeEach
  void libraries() {
    Tiny.assumeLibraries();
  }

  @Test
  void version_isThePinnedOne() throws Exception {
    assertThat(Llama.version()).startsWith("0.5.0");
  }

  @Test
  void model_tellsWhatItsFileSays() throws Exception {
    try (LlamaModel model = Tiny.load(folder)) {
      assertThat(model.trainedContextTokens()).isEqualTo(Tiny.CONTEXT);
      assertThat(model.layers()).isEqualTo(2);
      assertThat(model.embeddingLength()).isEqualTo(64);
      assertThat(model.metadata()).containsEntry("general.name", "tiny");
      assertThat(model.chatTemplate())
          .hasValueSatisfying(t -> assertThat(t).contains("<assistant>"));
      assertThat(model.description()).contains("llama");
      assertThat(model.weightBytes()).isEqualTo(4 * model.parameters());
      assertThat(model.contextBytes(10)).isEqualTo(10L * 2 * 2 * 64 * 2);
    }
  }

  @Test
  void vocabulary_bytesComeBack_andControlTokensOnlyWhenParsed() throws Exception {
    try (LlamaModel model = Tiny.load(folder)) {
      Vocabulary vocabulary = model.vocabulary();
      String text = "hé 🙂\r\n\0<|end|>";
      int[] plain = vocabulary.tokenize(text, false, false);
      assertThat(plain).hasSize(text.getBytes(StandardCharsets.UTF_8).length);
      PieceText pieces = new PieceText();
      StringBuilder back = new StringBuilder();
      for (int token : plain) {
        back.append(pieces.add(vocabulary.piece(token)));
      }
      assertThat(back.append(pieces.end()).toString()).isEqualTo(text);

      int[] parsed = vocabulary.tokenize(text, true, true);
      assertThat(parsed[0]).isEqualTo(vocabulary.begin().orElseThrow());
      assertThat(vocabulary.addsBegin()).isTrue();
      assertThat(parsed[parsed.length - 1]).isEqualTo(vocabulary.end().orElseThrow());
      assertThat(vocabulary.isEnd(257)).isTrue();
      assertThat(vocabulary.isEnd(65)).isFalse();
      assertThat(vocabulary.isControl(256)).isTrue();
      assertThat(vocabulary.piece(257)).isEmpty();
      assertThat(vocabulary.tokenize("", false, false)).isEmpty();
    }
  }

  @Test
  void tokensThatDoNotExist_areRefusedWithTheirBounds() throws Exception {
    try (LlamaModel model = Tiny.load(folder)) {
      for (int token : new int[] {-1, 258, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
        assertThatThrownBy(() -> model.vocabulary().piece(token))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("the token is %d, expected 0 to 257", token);
        assertThatThrownBy(() -> model.vocabulary().isControl(token))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void loading_tellsProgress_andCanBeGivenUp() throws Exception {
    Path file = Tiny.file(folder);
    List<Double> shares = new ArrayList<>();
    LlamaModel.load(file, new ModelOptions(0, false, share -> shares.add(share))).close();
    assertThat(shares).isSorted().last().isEqualTo(1.0);
    assertThatThrownBy(() -> LlamaModel.load(file, new ModelOptions(0, false, _ -> false)))
        .isInstanceOf(CancellationException.class);
    assertThatThrownBy(() ->
            LlamaModel.load(
                file,
                new ModelOptions(
                    0,
                    false,
                    _ -> {
                      throw new IllegalStateException("a listener that fails");
                    })))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void vocabularyOnly_countsTokens() throws Exception {
    try (LlamaModel model =
        LlamaModel.load(Tiny.file(folder), new ModelOptions(0, true, _ -> true))) {
      assertThat(model.vocabulary().tokenize("abc", false, false)).hasSize(3);
    }
  }

  @Test
  void fileThatIsNoModel_isRefusedWithTheReason() throws Exception {
    Path text = Files.writeString(folder.resolve("a.gguf"), "this is no model at all, only text");
    assertThatThrownBy(() -> LlamaModel.load(text, ModelOptions.DEFAULT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a GGUF file");
    assertThatThrownBy(() -> LlamaModel.load(folder.resolve("none.gguf"), ModelOptions.DEFAULT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none.gguf");
  }

  @Test
  void layersThatEndTheProcess_areRefused() throws Exception {
    for (int layers : new int[] {0, 9_999, -1}) {
      Path lying = patched("llama.block_count", layers);
      assertThatThrownBy(() -> LlamaModel.load(lying, ModelOptions.DEFAULT))
          .isInstanceOf(LlamaException.class)
          .hasMessageContaining("says that it has")
          .hasMessageContaining("expected 1 to 512");
    }
  }

  @Test
  void sizesThatDoNotFit_areRefusedInTheLibrarysWords() throws Exception {
    Path lying = patched("llama.embedding_length", 96);
    assertThatThrownBy(() -> LlamaModel.load(lying, ModelOptions.DEFAULT))
        .isInstanceOf(LlamaException.class)
        .hasMessageContaining("cannot load " + lying)
        .hasMessageContaining("token_embd");
  }

  @Test
  void truncatedFiles_areRefused() throws Exception {
    byte[] whole = Files.readAllBytes(Tiny.file(folder));
    for (int length : new int[] {0, 10, 100, 3_000, whole.length / 2, whole.length - 1}) {
      Path part = Files.write(folder.resolve("part.gguf"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> LlamaModel.load(part, ModelOptions.DEFAULT))
          .as("%d bytes", length)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void close_endsWhatWasMadeOfTheModel_andTwiceIsOnce() throws Exception {
    LlamaModel model = Tiny.load(folder);
    LlamaContext context = LlamaContext.open(model, ContextOptions.text(1, 64, 64, 1));
    Grammar grammar = Grammar.parse(model, "root ::= \"a\"", "root");
    model.close();
    model.close();
    context.close();
    grammar.close();
    TokenBatch batch = new TokenBatch(1);
    batch.add(1, 0, 0, true);
    assertThatThrownBy(() -> context.decode(batch)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> grammar.allows(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(model::layers).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> model.vocabulary().tokenize("a", true, true))
        .isInstanceOf(IllegalStateException.class);
  }

  /** The tiny model with another number in its header. */
  private Path patched(String key, int value) throws IOException {
    byte[] bytes = Files.readAllBytes(Tiny.file(folder));
    byte[] name = key.getBytes(StandardCharsets.US_ASCII);
    int at = 0;
    while (!Arrays.equals(bytes, at, at + name.length, name, 0, name.length)) {
      at++;
    }
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at + name.length + 4, value);
    return Files.write(folder.resolve("lying.gguf"), bytes);
  }
}
