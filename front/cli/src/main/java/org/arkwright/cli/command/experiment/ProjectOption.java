package org.arkwright.cli.command.experiment;

import org.arkwright.cli.api.TrackingClient;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Option;

/** The option that says whose experiments are meant. */
final class ProjectOption {
  @Option(
      names = "--project",
      paramLabel = "PROJECT",
      defaultValue = "default",
      description = "The experiments' project; default: default.")
  private String project = "default";

  TrackingClient tracking(Session session) {
    return new TrackingClient(session.api(), project);
  }
}
