package org.arkwright.serve.runtime;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Makes vectors of texts. Safe for any thread; nothing here blocks for long. */
public interface EmbeddingModel extends AutoCloseable {
  int dimensions();

  /** Tokens that one text may have. */
  int tokensMax();

  List<Encoded> encode(List<String> texts);

  /** One vector of length 1 for each text, in order. */
  CompletableFuture<List<float[]>> embed(List<Encoded> texts);

  @Override
  void close();

  /** A text's token ids, with those that the model wants at its ends. */
  record Encoded(List<Long> ids) {
    public Encoded {
      ids = List.copyOf(ids);
    }
  }
}
