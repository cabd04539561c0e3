package org.arkwright.cli.command.twin;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Replays a trace. */
@Command(
    name = "replay",
    description = {
      "Let a trace's jobs arrive on a fleet, once under each policy, and compare.",
      "The trace is CSV, gzipped or not, in a form that its header tells."
    })
public final class TwinReplayCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "TRACE", description = "A CSV file.")
  private String trace = "";

  @Option(
      names = "--fleet",
      required = true,
      paramLabel = "FILE",
      description = "fleet.yaml, or a published list of nodes as CSV.")
  private String fleet = "";

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      description = "ORDERING or ORDERING:PLACEMENT=WEIGHT,…; may be repeated. Else forecast.")
  private List<String> policies = new ArrayList<>();

  @Option(
      names = "--site",
      paramLabel = "FILE",
      description = "A site.yaml: prices, PUE, watts, carbon.")
  private String site = "";

  @Option(
      names = "--checkpoint",
      paramLabel = "TIME",
      description = "Jobs save their work so often; else one that is stopped starts over.")
  private String checkpoint = "";

  @Option(
      names = "--restart",
      paramLabel = "TIME",
      description = "What each stop costs a job besides.")
  private String restart = "";

  @Option(
      names = "--skip-impossible",
      description = "Leave out jobs that the empty fleet could not run.")
  private boolean skipImpossible;

  @Option(names = "--html", paramLabel = "FILE", description = "Write a page with charts, too.")
  private String html = "";

  public TwinReplayCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    TwinProcess twin =
        new TwinProcess(session, "replay")
            .word(trace)
            .option("--fleet", fleet)
            .options("--policy", policies)
            .option("--site", site)
            .option("--checkpoint", checkpoint)
            .option("--restart", restart)
            .option("--html", html);
    return (skipImpossible ? twin.word("--skip-impossible") : twin).run();
  }
}
