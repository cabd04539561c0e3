package org.arkwright.cli.command.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.arkwright.cli.chat.ModelsApi;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code deployment embed}: compares texts by their embeddings. */
@Command(
    name = "embed",
    description = {
      "Embed texts with a deployed model and print the cosine similarity of each pair.",
      "1 is the same meaning, 0 is nothing in common. With -o json or yaml, print the vectors."
    })
public final class EmbedCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(index = "0", paramLabel = "NAME", description = "The deployment.")
  private String name = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "TEXT",
      description = "The texts to embed.")
  private List<String> texts = List.of();

  @Option(
      names = "--project",
      paramLabel = "PROJECT",
      description = "The deployment's project; default: default.")
  private String project = "default";

  public EmbedCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("model", name);
    ArrayNode input = body.putArray("input");
    texts.forEach(input::add);
    JsonNode answer;
    try (InputStream stream = ModelsApi.of(session, project).post("/v1/embeddings", body)) {
      answer = JsonMapper.builder().build().readTree(stream);
    }
    session.print(answer, this::table);
    return ExitCode.OK;
  }

  private Table table(JsonNode answer) {
    List<double[]> vectors = new ArrayList<>();
    for (JsonNode one : answer.path("data")) {
      double[] vector = new double[one.path("embedding").size()];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = one.path("embedding").get(i).asDouble();
      }
      vectors.add(vector);
    }
    Table table =
        new Table(Column.number("SIMILARITY"), Column.text("TEXT"), Column.text("OTHER TEXT"));
    for (int i = 0; i < vectors.size(); i++) {
      for (int j = i + 1; j < vectors.size(); j++) {
        double similarity = cosine(vectors.get(i), vectors.get(j));
        table.row(
            Double.isNaN(similarity) ? "-" : String.format(Locale.ROOT, "%.2f", similarity),
            texts.get(i),
            texts.get(j));
      }
    }
    return table;
  }

  /**
   * Returns the cosine of the angle between two vectors; not a number where one is all zeros, or
   * they are of different models.
   */
  private static double cosine(double[] one, double[] other) {
    if (one.length != other.length) {
      return Double.NaN;
    }
    double product = 0;
    double oneSquared = 0;
    double otherSquared = 0;
    for (int i = 0; i < one.length; i++) {
      product += one[i] * other[i];
      oneSquared += one[i] * one[i];
      otherSquared += other[i] * other[i];
    }
    return product / Math.sqrt(oneSquared * otherSquared);
  }
}
