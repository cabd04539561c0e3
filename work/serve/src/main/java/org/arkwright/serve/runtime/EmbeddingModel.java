package org.arkwright.serve.runtime;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A model that embeds texts as vectors. Thread-safe; no method blocks for long. */
public interface EmbeddingModel extends AutoCloseable {
  int dimensions();

  /** The most tokens of one text. */
  int tokensMax();

  List<Encoded> encode(List<String> texts);

  /** Returns one vector of length 1 per text, in order. */
  CompletableFuture<List<float[]>> embed(List<Encoded> texts);

  @Override
  void close();

  /** The token ids of a text, including the model's special tokens at its ends. */
  record Encoded(List<Long> ids) {
    public Encoded {
      ids = List.copyOf(ids);
    }
  }
}
