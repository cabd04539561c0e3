package org.arkwright.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.arkwright.llama.LlamaContext.ScaledAdapter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adapters put on, taken off, freed, and refused. */
final class LoraAdapterTest {
  @TempDir private static Path folder;
  private static LlamaModel model;
  private static Path file;

  @BeforeAll
  static void load() throws Exception {
    model = Tiny.load(folder);
    file = write("a.gguf", 64);
  }

  @AfterAll
  static void close() {
    if (model != null) {
      model.close();
    }
  }

  private static Path write(String name, int width) throws Exception {
    return new TinyAdapter(2, width, 3).writeTo(folder.resolve(name));
  }

  private static float[] logits(LlamaContext context) throws Exception {
    context.clear();
    TokenBatch batch = new TokenBatch(16);
    int row = Tiny.add(batch, model.vocabulary().tokenize("an adapter", true, false), 0, 0);
    context.decode(batch);
    float[] logits = new float[model.vocabulary().size()];
    context.logits(row, logits);
    return logits;
  }

  @Test
  void adapter_changesItsContext_untilItIsTakenOff_andNoOther() throws Exception {
    try (LoraAdapter adapter = LoraAdapter.load(model, file);
        LlamaContext context = LlamaContext.open(model, ContextOptions.text(1, 64, 16, 1));
        LlamaContext other = LlamaContext.open(model, ContextOptions.text(1, 64, 16, 1))) {
      float[] base = logits(context);
      context.adapters(List.of(new ScaledAdapter(adapter, 1)));
      float[] adapted = logits(context);
      assertThat(adapted).isNotEqualTo(base);
      assertThat(logits(other)).isEqualTo(base);
      context.adapters(List.of(new ScaledAdapter(adapter, 0.5f)));
      assertThat(logits(context)).isNotEqualTo(base).isNotEqualTo(adapted);
      context.adapters(List.of());
      assertThat(logits(context)).isEqualTo(base);
    }
  }

  @Test
  void adapterThatIsClosedWhileAtWork_isTakenOff() throws Exception {
    try (LlamaContext context = LlamaContext.open(model, ContextOptions.text(1, 64, 16, 1))) {
      float[] base = logits(context);
      LoraAdapter adapter = LoraAdapter.load(model, file);
      context.adapters(List.of(new ScaledAdapter(adapter, 1)));
      adapter.close();
      adapter.close();
      assertThat(logits(context)).isEqualTo(base);
      assertThatThrownBy(() -> context.adapters(List.of(new ScaledAdapter(adapter, 1))))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void adapterOfAnotherModel_isRefused() throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("other"));
    try (LlamaModel other = Tiny.load(elsewhere);
        LoraAdapter adapter = LoraAdapter.load(other, file);
        LlamaContext context = LlamaContext.open(model, ContextOptions.text(1, 64, 16, 1))) {
      assertThatThrownBy(() -> context.adapters(List.of(new ScaledAdapter(adapter, 1))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("another model");
    }
  }

  @Test
  void filesThatAreNoAdapterOfThisModel_areRefused() throws Exception {
    Path whole = folder.resolve("model.gguf");
    assertThatThrownBy(() -> LoraAdapter.load(model, whole))
        .isInstanceOf(LlamaException.class)
        .hasMessageContaining("expected 'adapter' and 'lora'");
    Path wide = write("wide.gguf", 96);
    assertThatThrownBy(() -> LoraAdapter.load(model, wide))
        .isInstanceOf(LlamaException.class)
        .hasMessageContaining("cannot load the adapter");
    assertThatThrownBy(() -> LlamaModel.load(file, ModelOptions.DEFAULT))
        .isInstanceOf(LlamaException.class)
        .hasMessageContaining("'adapter', expected 'model'");
    assertThatThrownBy(() -> new ScaledAdapter(LoraAdapter.load(model, file), Float.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
