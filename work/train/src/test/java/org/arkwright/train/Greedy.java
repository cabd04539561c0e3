package org.arkwright.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.train.format.BaseModel;
import org.arkwright.train.model.Llama;
import org.arkwright.train.model.ParameterLayout;
import org.arkwright.train.model.Parameters;
import org.arkwright.train.model.TensorData;
import org.arkwright.train.model.TrainingDevice;
import org.arkwright.train.token.Tokenizer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** Greedy decoding with the model in a folder. */
final class Greedy {
  private Greedy() {}

  /** Returns the continuation of a prompt, up to a number of tokens or the end token. */
  static String text(Path folder, String prompt, int tokensMax) throws IOException {
    BaseModel model = BaseModel.open(folder);
    Tokenizer tokenizer = model.tokenizer();
    List<Long> ids = new ArrayList<>();
    ids.add((long) tokenizer.beginId());
    tokenizer.encode(prompt, id -> ids.add((long) id));
    int begin = ids.size();
    try (Parameters parameters =
        new Parameters(ParameterLayout.of(model.config()), TrainingDevice.CPU)) {
      model.load(parameters);
      Llama network = new Llama(model.config(), parameters);
      while (ids.size() < begin + tokensMax) {
        long next = next(network, ids);
        if (next == tokenizer.endId()) {
          break;
        }
        ids.add(next);
      }
    }
    return tokenizer.decode(
        ids.subList(begin, ids.size()).stream().mapToInt(Long::intValue).toArray());
  }

  private static long next(Llama network, List<Long> ids) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      long[] row = ids.stream().mapToLong(Long::longValue).toArray();
      Tensor logits = network.logits(TensorData.tensor(row, 1, row.length));
      return logits.select(1, row.length - 1).argmax().item_long();
    }
  }
}
