package org.arkwright.cli.command.experiment;

import java.io.IOException;
import java.util.List;
import org.arkwright.cli.api.TrackingClient;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that say which runs are meant: those of an experiment or a project, by a filter. */
final class RunSelection {
  @Mixin private final ProjectOption project = new ProjectOption();

  @Parameters(
      paramLabel = "EXPERIMENT",
      arity = "0..1",
      description = "Only runs of this experiment, by name or id.")
  private String experiment = "";

  @Option(names = "--filter", paramLabel = "TEXT", description = "Only runs that fulfil it.")
  private String filter = "";

  /** Whether runs of several experiments may be meant. */
  boolean ofAnyExperiment() {
    return experiment.isEmpty();
  }

  TrackingClient tracking(Session session) {
    return project.tracking(session);
  }

  /**
   * Returns the runs.
   *
   * @param order MLflow's, such as {@code metrics.loss DESC}; empty for the latest first
   */
  List<LoggedRun> find(TrackingClient tracking, String order, int limit) throws IOException {
    return RunSet.find(tracking, experiment, filter, order, limit);
  }
}
