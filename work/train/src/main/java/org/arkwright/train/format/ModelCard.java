package org.arkwright.train.format;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.arkwright.train.model.LlamaConfig;
import org.arkwright.train.report.JobUsage;
import org.arkwright.train.text.Corpus;

/**
 * The model card of a trained model, the README.md of its folder.
 *
 * @param base the name of the model that it was trained further from
 * @param usage the usage of the attempt that finished the training; empty if it is not metered
 * @param environment the rank's environment, which names the job
 */
public record ModelCard(
    String name,
    LlamaConfig config,
    Corpus corpus,
    Optional<String> base,
    Effort effort,
    Losses losses,
    Optional<JobUsage> usage,
    Map<String, String> environment) {

  /** The amount of training. */
  public record Effort(long steps, long tokens, double seconds, int ranks) {}

  /** The losses, in nats per token. */
  public record Losses(double training, OptionalDouble validation, double charactersPerToken) {}

  String text() {
    StringBuilder card = new StringBuilder();
    card.append("---\nlibrary_name: transformers\npipeline_tag: text-generation\n---\n\n");
    card.append("# ").append(name).append("\n\n");
    card.append(
        base.map(b -> "A Llama model, trained further from %s.\n\n".formatted(b))
            .orElse("A Llama model, trained from scratch.\n\n"));
    card.append("| | |\n| --- | --- |\n");
    row(card, "parameters", "%,d".formatted(config.parameters()));
    row(
        card,
        "network",
        "%d layers, width %d, %d heads, context %d, vocabulary %,d"
            .formatted(
                config.layers(),
                config.hiddenSize(),
                config.heads(),
                config.contextLength(),
                config.vocabularySize()));
    row(card, "data", environment.getOrDefault("ARKWRIGHT_DATA_NAME", corpus.folder().toString()));
    row(card, "trained", "%,d tokens in %,d steps".formatted(effort.tokens, effort.steps));
    row(
        card,
        "took",
        "%.0f s on %d rank%s"
            .formatted(effort.seconds, effort.ranks, effort.ranks == 1 ? "" : "s"));
    row(card, "training loss", "%.3f nats per token".formatted(losses.training));
    losses.validation.ifPresent(loss -> {
      row(card, "validation loss", "%.3f nats per token".formatted(loss));
      row(card, "validation perplexity", "%.2f per token".formatted(Math.exp(loss)));
      row(
          card,
          "bits per character",
          "%.3f".formatted(loss / Math.log(2) / losses.charactersPerToken));
    });
    usage.ifPresent(total -> {
      row(card, "energy", "%,.0f J, %s".formatted(total.joules(), total.basis()));
      row(card, "cost", "%.6f %s".formatted(total.cost(), total.currency()));
    });
    rowFromVariable(card, "job", "ARKWRIGHT_JOB_ID");
    card.append("\n## How to prompt it\n\n");
    card.append(
        switch (corpus.form()) {
          case ENTRIES ->
              "It learnt lines of the form `word: meaning`. Given `word:`, it continues with a"
                  + " meaning and stops; the chat template converts \"define word\" to that"
                  + " form.\n";
          case PROSE -> "It continues any text that it is given.\n";
        });
    return card.toString();
  }

  private void rowFromVariable(StringBuilder card, String title, String variable) {
    String value = environment.getOrDefault(variable, "");
    if (!value.isEmpty()) {
      row(card, title, value);
    }
  }

  private static void row(StringBuilder card, String title, String value) {
    card.append("| ").append(title).append(" | ").append(value).append(" |\n");
  }
}
