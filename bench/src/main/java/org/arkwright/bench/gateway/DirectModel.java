package org.arkwright.bench.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.arkwright.serve.llama.LlamaOptions;
import org.arkwright.serve.llama.LlamaTextModel;
import org.arkwright.serve.runtime.Generation;
import org.arkwright.serve.runtime.Prompt;

/**
 * A model in this process, without HTTP, replica or gateway, as in a program that embeds it, with
 * as many slots and threads as a replica.
 */
final class DirectModel implements TextWriter {
  private final LlamaTextModel model;

  DirectModel(Path file, int contextTokens, int parallel, int threads) {
    try {
      model = LlamaTextModel.load(file, LlamaOptions.of(parallel, threads, contextTokens));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int write(String prompt, int tokensMax) {
    Generation greedy = Generation.greedy(tokensMax);
    return model.generate(model.prepare(new Prompt.Text(prompt)), greedy, _ -> true).tokens();
  }

  @Override
  public void close() {
    model.close();
  }
}
