package org.arkwright.bench.gateway;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaIterator;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.args.LogFormat;
import java.nio.file.Path;

/**
 * A model in this process through llama.cpp's binding alone, as in a program that embeds the
 * binding, with as many slots and threads as a replica.
 */
final class DirectModel implements TextWriter {
  private final LlamaModel model;

  DirectModel(Path file, int contextTokens, int parallel, int threads) {
    LlamaModel.setLogger(LogFormat.TEXT, (_, _) -> {});
    model =
        new LlamaModel(
            new ModelParameters()
                .setModel(file.toString())
                .setCtxSize(contextTokens * parallel)
                .setParallel(parallel)
                .setThreads(threads)
                .setThreadsBatch(threads)
                .enableContBatching()
                .disableContextShift()
                .disableLog());
  }

  @Override
  public int write(String prompt, int tokensMax) {
    InferenceParameters parameters =
        new InferenceParameters(prompt)
            .setNPredict(tokensMax)
            .setTemperature(0)
            .setCachePrompt(true);
    StringBuilder text = new StringBuilder();
    int tokens = 0;
    LlamaIterator pieces = model.generate(parameters).iterator();
    while (pieces.hasNext()) {
      text.append(pieces.next().text);
      tokens++;
    }
    // The last piece only marks the end.
    return text.isEmpty() ? 0 : tokens - 1;
  }

  @Override
  public void close() {
    model.close();
  }
}
