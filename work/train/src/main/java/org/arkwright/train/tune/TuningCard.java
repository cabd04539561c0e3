package org.arkwright.train.tune;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.arkwright.train.format.BaseRecord;
import org.arkwright.train.report.JobUsage;

/**
 * The model card of a tuned model, the README.md of its folder.
 *
 * @param kind what was trained, such as an adapter of a rank
 * @param whole whether the folder has a whole model
 * @param usage the usage of the attempt that finished; empty if it is not metered
 * @param environment the rank's environment, which names the job
 */
record TuningCard(
    String name,
    BaseRecord base,
    String data,
    String kind,
    boolean whole,
    Effort effort,
    Losses losses,
    Optional<JobUsage> usage,
    Map<String, String> environment) {

  /**
   * The amount of tuning.
   *
   * @param tokens that the network read
   * @param answers of them that it learnt
   */
  record Effort(
      long examples,
      long steps,
      double epochs,
      long tokens,
      long answers,
      double learningRate,
      double seconds,
      int ranks) {}

  /**
   * The losses of answers, in nats per token.
   *
   * @param before on what was held out, of the base; like {@code after} empty if nothing was
   */
  record Losses(double training, OptionalDouble before, OptionalDouble after, long heldOut) {}

  TuningCard with(Optional<JobUsage> metered) {
    return new TuningCard(name, base, data, kind, whole, effort, losses, metered, environment);
  }

  String text() {
    StringBuilder card = new StringBuilder();
    card.append("---\n");
    card.append("base_model: ").append(base.name()).append('\n');
    card.append(whole ? "library_name: transformers\n" : "library_name: peft\n");
    card.append("pipeline_tag: text-generation\n---\n\n");
    card.append("# ").append(name).append("\n\n");
    card.append(
        whole
            ? "A whole model: %s, tuned.\n\n".formatted(base.name())
            : "An adapter of %s, which it needs.\n\n".formatted(base.name()));
    card.append("| | |\n| --- | --- |\n");
    row(card, "base", base.name());
    base.files().forEach((file, digest) -> row(card, "weights " + file, "SHA-256 " + digest));
    row(card, "data", data);
    row(card, "trained", kind);
    row(card, "examples", "%,d learnt, %,d held out".formatted(effort.examples, losses.heldOut));
    row(
        card,
        "effort",
        "%,d steps, %s epochs, %,d tokens read, %,d of answers learnt"
            .formatted(
                effort.steps,
                String.format(Locale.ROOT, "%.2f", effort.epochs),
                effort.tokens,
                effort.answers));
    row(card, "learning rate", String.format(Locale.ROOT, "%.2e", effort.learningRate));
    row(
        card,
        "took",
        "%.0f s on %d rank%s"
            .formatted(effort.seconds, effort.ranks, effort.ranks == 1 ? "" : "s"));
    row(card, "training loss", nats(losses.training));
    losses.before.ifPresent(loss -> row(card, "held-out loss before", nats(loss)));
    losses.after.ifPresent(loss -> row(card, "held-out loss after", nats(loss)));
    usage.ifPresent(total -> {
      row(card, "energy", "%,.0f J, %s".formatted(total.joules(), total.basis()));
      row(card, "cost", "%.6f %s".formatted(total.cost(), total.currency()));
    });
    String job = environment.getOrDefault("ARKWRIGHT_JOB_ID", "");
    if (!job.isEmpty()) {
      row(card, "job", job);
    }
    card.append("\nLosses are of answers alone, in nats per token.\n");
    return card.toString();
  }

  private static String nats(double loss) {
    return String.format(Locale.ROOT, "%.4f", loss);
  }

  private static void row(StringBuilder card, String title, String value) {
    card.append("| ").append(title).append(" | ").append(value).append(" |\n");
  }
}
