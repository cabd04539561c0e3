package org.arkwright.convert.source;

import static org.arkwright.convert.source.ConversionProblem.shown;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The folder of a model in Hugging Face's layout, and the documents in it. */
public record ModelSource(Path folder) {
  /** The tokenizer of the largest vocabulary known, 262,000 tokens, has 33 MB. */
  private static final long DOCUMENT_BYTES_MAX = 128L << 20;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** Where a file of that name is or would be. */
  public Path file(String name) {
    return folder.resolve(name);
  }

  public boolean has(String name) {
    return Files.isRegularFile(file(name));
  }

  /**
   * Reads a document; a missing node where there is none.
   *
   * @throws ConversionProblem when it is no JSON object, names something twice or is too large
   */
  public JsonNode json(String name) throws IOException {
    if (!has(name)) {
      return MissingNode.getInstance();
    }
    long size = Files.size(file(name));
    if (size > DOCUMENT_BYTES_MAX) {
      throw new ConversionProblem(
          "%s has %,d bytes\nexpected at most %,d".formatted(name, size, DOCUMENT_BYTES_MAX));
    }
    JsonNode root;
    try {
      root = JSON.readTree(file(name).toFile());
    } catch (JsonProcessingException problem) {
      throw new ConversionProblem(
          "%s is not JSON: %s%s"
              .formatted(name, shown(problem.getOriginalMessage()), place(problem)),
          problem);
    } catch (CharConversionException problem) {
      throw new ConversionProblem(name + " is not JSON: its text is not UTF-8", problem);
    }
    if (!root.isObject()) {
      throw new ConversionProblem(name + " is not a JSON object");
    }
    return root;
  }

  private static String place(JsonProcessingException problem) {
    return problem.getLocation() == null
        ? ""
        : " (line %d, column %d)"
            .formatted(problem.getLocation().getLineNr(), problem.getLocation().getColumnNr());
  }

  /**
   * Reads a text; empty where there is none.
   *
   * @throws ConversionProblem when it is not UTF-8 or too large
   */
  public Optional<String> text(String name) throws IOException {
    if (!has(name)) {
      return Optional.empty();
    }
    if (Files.size(file(name)) > DOCUMENT_BYTES_MAX) {
      throw new ConversionProblem(name + " is too large for a text");
    }
    try {
      return Optional.of(Files.readString(file(name)));
    } catch (MalformedInputException problem) {
      throw new ConversionProblem(name + " is not UTF-8", problem);
    }
  }
}
