package org.arkwright.train.token;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.arkwright.llama.LlamaModel;
import org.arkwright.llama.ModelOptions;
import org.arkwright.llama.Vocabulary;
import org.arkwright.train.report.TrainingProblem;

/** The tokenizer of a GGUF file, run by llama.cpp, as where it is served. */
public final class GgufChatTokens implements ChatTokens {
  private final LlamaModel model;
  private final int end;

  private GgufChatTokens(LlamaModel model, int end) {
    this.model = model;
    this.end = end;
  }

  /**
   * Loads a file's vocabulary, without its weights.
   *
   * @throws TrainingProblem when it has no token that ends a text
   * @throws IOException when llama.cpp is not here, or refuses the file
   */
  public static GgufChatTokens open(Path file) throws IOException {
    LlamaModel model = LlamaModel.load(file, new ModelOptions(0, true, _ -> true));
    OptionalInt end = model.vocabulary().end();
    if (end.isEmpty()) {
      model.close();
      throw new TrainingProblem(file + " has no end token\nexpected the token that ends a text");
    }
    return new GgufChatTokens(model, end.getAsInt());
  }

  @Override
  public int[] encode(String text) {
    return model.vocabulary().tokenize(text, false, true);
  }

  @Override
  public OptionalInt begin() {
    Vocabulary vocabulary = model.vocabulary();
    return vocabulary.addsBegin() ? vocabulary.begin() : OptionalInt.empty();
  }

  @Override
  public int end() {
    return end;
  }

  @Override
  public boolean isEnd(int token) {
    return model.vocabulary().isEnd(token);
  }

  @Override
  public Optional<String> template() {
    return model.chatTemplate();
  }

  @Override
  public Map<String, String> names() {
    Vocabulary vocabulary = model.vocabulary();
    Map<String, String> names = new LinkedHashMap<>();
    vocabulary.begin().ifPresent(id -> names.put("bos_token", vocabulary.text(id)));
    names.put("eos_token", vocabulary.text(end));
    return names;
  }

  @Override
  public void close() {
    model.close();
  }
}
