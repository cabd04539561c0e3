package org.arkwright.artifact.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.arkwright.artifact.FileSet;
import org.arkwright.artifact.Source;
import org.arkwright.artifact.blob.ArtifactException;

/**
 * The built-in embedding model, all-MiniLM-L6-v2 with 8-bit weights: the files that the onnx
 * runtime serves, and a model card that names its origin.
 */
final class Minilm implements Source {
  private static final String MODEL = "/all-minilm-l6-v2-q.onnx";
  private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";
  private static final int BYTES_APPROXIMATE = 23_700_000;
  private static final String CARD =
      """
      ---
      license: apache-2.0
      pipeline_tag: sentence-similarity
      ---

      # all-MiniLM-L6-v2, quantised to 8 bits

      Turns a sentence, or up to 512 tokens of text, into 384 numbers: texts that mean much the
      same lie close together. By sentence-transformers, Apache-2.0; for ONNX Runtime.
      """;

  @Override
  public void addTo(FileSet files) throws IOException {
    files.progress().expect(BYTES_APPROXIMATE);
    add("model.onnx", MODEL, files);
    add("tokenizer.json", TOKENIZER, files);
    byte[] card = CARD.getBytes(StandardCharsets.UTF_8);
    files.add("README.md", new ByteArrayInputStream(card), false);
  }

  private static void add(String path, String resource, FileSet files) throws IOException {
    try (InputStream in = Minilm.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new ArtifactException("this build does not include minilm");
      }
      files.add(path, in, false);
    }
  }

  @Override
  public String toString() {
    return "builtin:minilm";
  }
}
