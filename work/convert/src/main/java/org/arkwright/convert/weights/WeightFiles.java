package org.arkwright.convert.weights;

import static org.arkwright.convert.source.ConversionProblem.shown;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.arkwright.convert.source.ConversionProblem;
import org.arkwright.convert.source.ModelSource;

/** All weights of a model, in one file or in the several that an index names. */
public final class WeightFiles implements AutoCloseable {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  private final Map<String, SafetensorsFile> files = new TreeMap<>();
  private final Map<String, SafetensorsFile> byName = new LinkedHashMap<>();

  private WeightFiles() {}

  /**
   * Opens the files and checks their headers.
   *
   * @throws ConversionProblem when there are none, or one is damaged or not as the index says
   */
  public static WeightFiles open(ModelSource source) throws IOException {
    WeightFiles weights = new WeightFiles();
    try {
      if (source.has(SINGLE)) {
        SafetensorsFile file = weights.file(source, SINGLE);
        file.names().forEach(name -> weights.byName.put(name, file));
      } else if (source.has(INDEX)) {
        weights.openShards(source, source.json(INDEX).path("weight_map"));
      } else {
        throw new ConversionProblem(
            "there is no %s and no %s\nexpected weights as safetensors; pickled ones (.bin, .pt) can"
                    .formatted(SINGLE, INDEX)
                + " contain programs, and are not read");
      }
      return weights;
    } catch (IOException | RuntimeException problem) {
      weights.close();
      throw problem;
    }
  }

  private void openShards(ModelSource source, JsonNode index) throws IOException {
    if (!index.isObject() || index.isEmpty()) {
      throw new ConversionProblem(INDEX + " has no weight_map\nexpected the file of each tensor");
    }
    for (Map.Entry<String, JsonNode> entry : index.properties()) {
      String name = entry.getValue().asText("");
      // A path to elsewhere is no shard's name.
      if (!name.endsWith(".safetensors") || name.contains("/") || name.contains("\\")) {
        throw new ConversionProblem(
            "%s says that %s is in '%s'\nexpected the name of a .safetensors file beside it"
                .formatted(INDEX, shown(entry.getKey()), shown(name)));
      }
      SafetensorsFile file = file(source, name);
      byName.put(entry.getKey(), file);
    }
    for (SafetensorsFile file : files.values()) {
      for (String name : file.names()) {
        if (byName.get(name) != file) {
          throw new ConversionProblem(
              "%s has the tensor %s, which %s says is %s\nexpected the files as they were published"
                  .formatted(
                      file.path().getFileName(),
                      shown(name),
                      INDEX,
                      byName.containsKey(name) ? "in another file" : "nowhere"));
        }
      }
    }
  }

  private SafetensorsFile file(ModelSource source, String name) throws IOException {
    SafetensorsFile known = files.get(name);
    if (known != null) {
      return known;
    }
    if (!source.has(name)) {
      throw new ConversionProblem(
          "%s is missing\nexpected it beside %s, which names it".formatted(shown(name), INDEX));
    }
    SafetensorsFile opened = SafetensorsFile.open(source.file(name));
    files.put(name, opened);
    return opened;
  }

  public Set<String> names() {
    return byName.keySet();
  }

  /**
   * A weight; empty when there is none of that name.
   *
   * @throws ConversionProblem when it is of a type that no weight here has
   */
  public Optional<Weight> find(String name) {
    return Optional.ofNullable(byName.get(name)).map(file -> file.weight(name));
  }

  @Override
  public void close() throws IOException {
    try {
      files
          .values()
          .forEach(file -> {
            try {
              file.close();
            } catch (IOException problem) {
              throw new UncheckedIOException(problem);
            }
          });
    } catch (UncheckedIOException problem) {
      throw problem.getCause();
    }
  }
}
