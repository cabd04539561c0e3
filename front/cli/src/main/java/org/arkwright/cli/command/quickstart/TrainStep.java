package org.arkwright.cli.command.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.command.RequestJson;
import org.arkwright.cli.follow.Submission;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.training.TrainingRun;
import org.arkwright.model.artifact.ArtifactName;

/**
 * Trains a model, unless its latest version came of that training. The job's name says for how long
 * it trains, so an interrupted quickstart finds the job again.
 *
 * @param minutes as typed
 */
record TrainStep(
    Session session, String title, ArtifactName data, ArtifactName model, String minutes)
    implements RecipeStep {
  private static final String PRESET = "nano";

  private String jobName() {
    return "quickstart-%s-%sm".formatted(model.name(), minutes.replaceAll("[^0-9a-z.]", "-"));
  }

  @Override
  public List<List<String>> typed() {
    return List.of(
        List.of(
            "train",
            "--data",
            data.name(),
            "--model",
            model.name(),
            "--preset",
            PRESET,
            "--minutes",
            minutes,
            "--name",
            jobName()));
  }

  @Override
  public String call() {
    return "POST /api/v1/trainings";
  }

  @Override
  public Optional<String> done() throws IOException {
    JsonNode lineage = Artifacts.latest(session.api(), model).path("lineage");
    String dataset = Artifacts.latest(session.api(), data).path("ref").asText("");
    return lineage.at("/inputs/data").asText("-").equals(dataset)
            && job().filter(job -> job.id().equals(lineage.path("job").asText(""))).isPresent()
        ? Optional.of("already trained on this dataset for that long")
        : Optional.empty();
  }

  @Override
  public int run() throws IOException {
    Optional<JobAnswer> begun = job().filter(job -> !job.isFinal());
    JobAnswer job = begun.isPresent() ? begun.get() : submit();
    return new TrainingRun(session, model).toItsEnd(job, ExitCode.FAILURE);
  }

  private JobAnswer submit() throws IOException {
    ObjectNode training = JsonNodeFactory.instance.objectNode();
    training.put("name", jobName()).put("data", data.name()).put("model", model.name());
    training.put("preset", PRESET);
    RequestJson.putNumber(training, "minutes", minutes);
    return new Submission(session.api(), session.terminal())
        .submitTraining(training.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** The latest job of that name. */
  private Optional<JobAnswer> job() throws IOException {
    return Optional.of(Artifacts.getIfExists(session.api(), ApiPaths.job(jobName())))
        .filter(found -> !found.isMissingNode())
        .map(JobAnswer::new);
  }
}
