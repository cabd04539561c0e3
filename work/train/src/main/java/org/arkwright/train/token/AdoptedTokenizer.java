package org.arkwright.train.token;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** The tokenizer of any tokenizer.json, run by Hugging Face's own library. Not thread-safe. */
public final class AdoptedTokenizer implements Tokenizer {
  private final HuggingFaceTokenizer tokenizer;
  private final int beginId;
  private final int endId;
  private final int size;

  /**
   * Opens a tokenizer.
   *
   * @param size the number of ids of the network's embedding
   * @throws IOException when the library cannot read the file
   */
  public AdoptedTokenizer(Path file, int beginId, int endId, int size) throws IOException {
    // Otherwise the library would try to download a native build.
    System.setProperty("ai.djl.offline", "true");
    this.tokenizer =
        HuggingFaceTokenizer.newInstance(
            file, Map.of("truncation", "false", "padding", "false", "modelMaxLength", "-1"));
    this.beginId = beginId;
    this.endId = endId;
    this.size = size;
  }

  @Override
  public void encode(String text, TokenSink sink) {
    for (long id : tokenizer.encode(text, false, false).getIds()) {
      sink.add(Math.toIntExact(id));
    }
  }

  @Override
  public String decode(int... ids) {
    return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), true);
  }

  @Override
  public int beginId() {
    return beginId;
  }

  @Override
  public int endId() {
    return endId;
  }

  @Override
  public int size() {
    return size;
  }
}
