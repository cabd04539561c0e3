package org.arkwright.serve.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.arkwright.llama.ContextOptions;
import org.arkwright.llama.Llama;
import org.arkwright.llama.LlamaContext;
import org.arkwright.llama.LlamaModel;
import org.arkwright.llama.ModelOptions;
import org.arkwright.llama.TinyAdapter;
import org.arkwright.llama.TinyGguf;
import org.arkwright.serve.runtime.Generation;
import org.arkwright.serve.runtime.Prompt;
import org.arkwright.serve.runtime.TextModel.Ending;
import org.arkwright.serve.runtime.TextModel.Prepared;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts of one model with several adapters, alone and side by side. */
final class AdapterShelfTest {
  private static final int WIDTH = 64;
  private static final int TOKENS = 24;
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write() throws Exception {
    assumeTrue(Llama.isAvailable(), Llama::problem);
    file = new TinyGguf(2, WIDTH, 512, true).writeInto(folder).resolve("model.gguf");
  }

  private SortedMap<String, Path> adapters(int count) throws IOException {
    SortedMap<String, Path> adapters = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      String name = "a" + i;
      adapters.put(name, new TinyAdapter(2, WIDTH, i).writeTo(folder.resolve(name + ".gguf")));
    }
    return adapters;
  }

  private LlamaTextModel load(int parallel, SortedMap<String, Path> adapters) throws IOException {
    return LlamaTextModel.load(file, LlamaOptions.of(parallel, 1, 256).withAdapters(adapters));
  }

  private static Ending generate(LlamaTextModel model, String adapter, StringBuilder text) {
    Prepared prompt = model.prepare(new Prompt.Text("once upon a time")).with(adapter);
    return model.generate(
        prompt,
        Generation.greedy(TOKENS),
        piece -> {
          text.append(piece.text());
          return true;
        });
  }

  private static String text(LlamaTextModel model, String adapter) {
    StringBuilder text = new StringBuilder();
    Ending _ = generate(model, adapter, text);
    return text.toString();
  }

  @Test
  void textsOfSeveralAdaptersAtOnce_areThoseOfEachAlone() throws Exception {
    SortedMap<String, Path> adapters = adapters(3);
    List<String> names = List.of(AdapterShelf.NONE, "a0", "a1", "a2", "a1", AdapterShelf.NONE);
    List<String> alone = new ArrayList<>();
    try (LlamaTextModel model = load(1, adapters)) {
      names.forEach(name -> alone.add(text(model, name)));
    }
    assertThat(alone.subList(0, 4)).as("each adapter changes the text").doesNotHaveDuplicates();
    assertThat(alone.get(4)).isEqualTo(alone.get(2));
    assertThat(alone.get(5)).isEqualTo(alone.get(0));

    try (LlamaTextModel model = load(names.size(), adapters);
        var threads = Executors.newFixedThreadPool(names.size())) {
      CountDownLatch start = new CountDownLatch(1);
      List<CompletableFuture<String>> texts =
          names.stream()
              .map(name ->
                  CompletableFuture.supplyAsync(
                      () -> {
                        awaitStart(start);
                        return text(model, name);
                      },
                      (Executor) threads))
              .toList();
      start.countDown();
      assertThat(texts).map(CompletableFuture::join).isEqualTo(alone);
    }
  }

  private static void awaitStart(CountDownLatch start) {
    try {
      start.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatASlotRead_isKnownToItsAdapterAlone() throws Exception {
    try (LlamaTextModel model = load(1, adapters(1))) {
      assertThat(generate(model, "a0", new StringBuilder()).cachedTokens()).isZero();
      assertThat(generate(model, "a0", new StringBuilder()).cachedTokens()).isPositive();
      assertThat(generate(model, AdapterShelf.NONE, new StringBuilder()).cachedTokens()).isZero();
    }
  }

  @Test
  void adapterOfAnotherModel_isRefusedByName_beforeAnythingIsServed() throws Exception {
    SortedMap<String, Path> adapters = adapters(1);
    adapters.put("wide", new TinyAdapter(2, 96, 1).writeTo(folder.resolve("wide.gguf")));
    assertThatThrownBy(() -> load(1, adapters))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the adapter 'wide' is none of this model");
  }

  @Test
  void loadedAdapters_areFreed_beyondTheirRoom_theLongestIdleFirst() throws Exception {
    SortedMap<String, Path> adapters = adapters(5);
    long each = Files.size(adapters.get("a0"));
    try (LlamaModel model = LlamaModel.load(file, ModelOptions.DEFAULT);
        LlamaContext context = LlamaContext.open(model, ContextOptions.text(1, 64, 16, 1))) {
      AdapterShelf shelf = new AdapterShelf(model, adapters, 2 * each);
      for (String name : adapters.keySet()) {
        shelf.use(context, name);
        assertThat(shelf.loaded()).isBetween(1, 2);
      }
      shelf.use(context, "a3");
      shelf.use(context, AdapterShelf.NONE);
      assertThat(shelf.loaded()).isEqualTo(2);
      AdapterShelf narrow = new AdapterShelf(model, adapters, 0);
      narrow.use(context, "a1");
      assertThat(narrow.loaded()).as("what is at work stays").isEqualTo(1);
      narrow.use(context, AdapterShelf.NONE);
      assertThat(narrow.loaded()).isZero();
      assertThatThrownBy(() -> narrow.use(context, "b")).hasMessageContaining("no adapter 'b'");
    }
  }

  @Test
  void options_asArguments_areReadAsTheyWere() throws Exception {
    LlamaOptions options = new LlamaOptions(2, 3, 4, 5, -1, adapters(2));
    assertThat(LlamaOptions.parse(options.arguments())).isEqualTo(options);
    assertThatThrownBy(() -> new LlamaOptions(8, 1, 0, 4, -1, Collections.emptySortedMap()))
        .hasMessageContaining("the batch is 4 tokens");
  }
}
