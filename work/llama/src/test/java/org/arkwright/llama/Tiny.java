package org.arkwright.llama;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The tiny model, loaded, and texts of it. */
final class Tiny {
  static final int CONTEXT = 512;

  private Tiny() {}

  /** Skips a test, with a line, where the libraries are not. */
  static void assumeLibraries() {
    assumeTrue(Llama.isAvailable(), Llama::problem);
  }

  static Path file(Path folder) throws IOException {
    return new TinyGguf(2, 64, CONTEXT, true).writeInto(folder).resolve("model.gguf");
  }

  static LlamaModel load(Path folder) throws IOException {
    assumeLibraries();
    return LlamaModel.load(file(folder), ModelOptions.DEFAULT);
  }

  /** Adds a prompt to a batch, the last token's logits wanted, and returns its index. */
  static int add(TokenBatch batch, int[] tokens, int position, int sequence) {
    int index = -1;
    for (int i = 0; i < tokens.length; i++) {
      index = batch.add(tokens[i], position + i, sequence, i == tokens.length - 1);
    }
    return index;
  }

  /** The greedy texts of several prompts, decoded side by side. */
  static List<List<Integer>> greedy(LlamaContext context, List<int[]> prompts, int tokens)
      throws LlamaException {
    context.clear();
    TokenBatch batch = new TokenBatch(context.batchTokens());
    float[] logits = new float[context.model().vocabulary().size()];
    List<List<Integer>> texts = new ArrayList<>();
    int[] rows = new int[prompts.size()];
    int[] positions = new int[prompts.size()];
    for (int s = 0; s < prompts.size(); s++) {
      rows[s] = add(batch, prompts.get(s), 0, s);
      positions[s] = prompts.get(s).length;
      texts.add(new ArrayList<>());
    }
    for (int i = 0; i < tokens; i++) {
      if (context.decode(batch) != LlamaContext.Outcome.DONE) {
        throw new IllegalStateException("no room");
      }
      batch.clear();
      for (int s = 0; s < prompts.size(); s++) {
        context.logits(rows[s], logits);
        int token = TokenSampler.mostLikely(logits);
        texts.get(s).add(token);
        rows[s] = batch.add(token, positions[s]++, s, true);
      }
    }
    return texts;
  }
}
