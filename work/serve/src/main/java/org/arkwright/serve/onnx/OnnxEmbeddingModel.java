package org.arkwright.serve.onnx;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.arkwright.serve.runtime.EmbeddingModel;

/**
 * A sentence encoder in ONNX Runtime: the mean of {@code last_hidden_state} over the tokens,
 * normalised to length 1, as in sentence-transformers.
 */
public final class OnnxEmbeddingModel implements EmbeddingModel {
  /** The logger of the tokenizer, which warns of missing GPUs although it does not use them. */
  private static final Logger TOKENIZER_LOG = Logger.getLogger("ai.djl");

  private static final int TOKENS_MAX = 512;
  private static final int BATCH_MAX = 32;
  private static final String IDS = "input_ids";
  private static final String MASK = "attention_mask";
  private static final String TYPES = "token_type_ids";

  private final OrtEnvironment environment = OnnxRuntime.environment();
  private final OrtSession session;
  private final HuggingFaceTokenizer tokenizer;
  private final Batcher batcher;
  private final int dimensions;

  private OnnxEmbeddingModel(OrtSession session, HuggingFaceTokenizer tokenizer)
      throws OrtException {
    this.session = session;
    this.tokenizer = tokenizer;
    this.batcher = new Batcher(BATCH_MAX, this::compute);
    this.dimensions = compute(List.of(new Encoded(List.of(0L)))).getFirst().length;
  }

  /**
   * Loads a model.
   *
   * @param tokenizer a tokenizer.json of Hugging Face
   * @throws IOException when either file cannot be loaded
   */
  public static OnnxEmbeddingModel load(Path model, Path tokenizer, int threads)
      throws IOException {
    // No downloads, and no telemetry.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    TOKENIZER_LOG.setLevel(Level.SEVERE);
    try {
      // Before anything else of the library, whose first use creates the environment.
      OrtEnvironment environment = OnnxRuntime.environment();
      OrtSession.SessionOptions options = new OrtSession.SessionOptions();
      options.setIntraOpNumThreads(threads);
      OnnxEmbeddingModel loaded =
          new OnnxEmbeddingModel(
              environment.createSession(model.toString(), options),
              HuggingFaceTokenizer.newInstance(
                  tokenizer, Map.of("padding", "false", "truncation", "false")));
      loaded.batcher.start();
      return loaded;
    } catch (OrtException e) {
      throw new IOException("ONNX Runtime cannot load " + model + ": " + e.getMessage(), e);
    }
  }

  @Override
  public int dimensions() {
    return dimensions;
  }

  @Override
  public int tokensMax() {
    return TOKENS_MAX;
  }

  @Override
  public List<Encoded> encode(List<String> texts) {
    return Arrays.stream(tokenizer.batchEncode(texts))
        .map(encoding -> new Encoded(Arrays.stream(encoding.getIds()).boxed().toList()))
        .toList();
  }

  @Override
  public CompletableFuture<List<float[]>> embed(List<Encoded> texts) {
    List<CompletableFuture<float[]>> vectors = texts.stream().map(batcher::add).toList();
    return CompletableFuture.allOf(vectors.toArray(CompletableFuture[]::new))
        .thenApply(_ -> vectors.stream().map(CompletableFuture::join).toList());
  }

  private List<float[]> compute(List<Encoded> texts) {
    int width = texts.stream().mapToInt(text -> text.ids().size()).max().orElse(0);
    long[] ids = new long[texts.size() * width];
    long[] mask = new long[ids.length];
    for (int i = 0; i < texts.size(); i++) {
      List<Long> text = texts.get(i).ids();
      for (int token = 0; token < text.size(); token++) {
        ids[i * width + token] = text.get(token);
        mask[i * width + token] = 1;
      }
    }
    Map<String, OnnxTensor> inputs = new TreeMap<>();
    try {
      long[] shape = {texts.size(), width};
      inputs.put(IDS, OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape));
      inputs.put(MASK, OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), shape));
      if (session.getInputNames().contains(TYPES)) {
        inputs.put(
            TYPES,
            OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[ids.length]), shape));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        OnnxTensor hidden = (OnnxTensor) result.get(0);
        return means(hidden.getFloatBuffer(), hidden.getInfo().getShape(), texts);
      }
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private static List<float[]> means(FloatBuffer hidden, long[] shape, List<Encoded> texts) {
    int width = (int) shape[1];
    int size = (int) shape[2];
    List<float[]> vectors = new ArrayList<>(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      float[] vector = new float[size];
      for (int token = 0; token < texts.get(i).ids().size(); token++) {
        int offset = (i * width + token) * size;
        for (int d = 0; d < size; d++) {
          vector[d] += hidden.get(offset + d);
        }
      }
      vectors.add(normalised(vector));
    }
    return vectors;
  }

  private static float[] normalised(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    double length = Math.max(Math.sqrt(squares), 1e-12);
    for (int d = 0; d < vector.length; d++) {
      vector[d] = (float) (vector[d] / length);
    }
    return vector;
  }

  @Override
  public void close() {
    batcher.close();
    tokenizer.close();
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
