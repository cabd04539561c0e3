package org.arkwright.serve;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The models that come with Arkwright, as folders that any replica can serve. */
final class Builtins {
  /** all-MiniLM-L6-v2, quantised to 8 bits: sentences to 384 numbers. Apache-2.0. */
  private static final Map<String, String> MINILM =
      new TreeMap<>(
          Map.of(
              "model.onnx", "/all-minilm-l6-v2-q.onnx",
              "tokenizer.json", "/all-minilm-l6-v2-q-tokenizer.json"));

  private static final Map<String, Map<String, String>> FILES = Map.of("minilm", MINILM);

  private Builtins() {}

  /**
   * Writes a model's files into the folder, which is made where it is missing.
   *
   * @throws IllegalArgumentException when there is no such model
   */
  static void unpack(String name, Path folder) throws IOException {
    Map<String, String> files = FILES.get(name);
    if (files == null) {
      throw new IllegalArgumentException(
          "'%s' is no built-in model; known are %s"
              .formatted(name, String.join(", ", FILES.keySet())));
    }
    Files.createDirectories(folder);
    for (var file : files.entrySet()) {
      try (InputStream in = Builtins.class.getResourceAsStream(file.getValue())) {
        if (in == null) {
          throw new IOException(file.getValue() + " is missing on the class path");
        }
        Files.copy(in, folder.resolve(file.getKey()));
      }
    }
  }
}
