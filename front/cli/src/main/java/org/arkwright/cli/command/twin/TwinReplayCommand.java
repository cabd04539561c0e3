package org.arkwright.cli.command.twin;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code twin replay}: replays a trace under several policies. */
@Command(
    name = "replay",
    description = {
      "Replay a trace's jobs on a fleet, once under each policy, and compare the results.",
      "The trace is CSV, optionally gzipped; its header identifies the format."
    })
public final class TwinReplayCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "TRACE", description = "The trace's file; - reads standard input.")
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
      description = "ORDERING or ORDERING:PLACEMENT=WEIGHT,…; repeatable; default: forecast.")
  private List<String> policies = new ArrayList<>();

  @Option(
      names = "--site",
      paramLabel = "FILE",
      description = "A site.yaml: prices, PUE, watts, carbon.")
  private String site = "";

  @Option(
      names = "--checkpoint",
      paramLabel = "TIME",
      description = "Checkpoint interval of jobs; without it, a stopped job starts over.")
  private String checkpoint = "";

  @Option(
      names = "--restart",
      paramLabel = "TIME",
      description = "Additional time that each stop costs a job.")
  private String restart = "";

  @Option(
      names = "--skip-impossible",
      description = "Skip jobs that could not run even on the empty fleet.")
  private boolean skipImpossible;

  @Option(
      names = "--by",
      paramLabel = "GROUP",
      description = "Also a table by project, user or size; repeatable.")
  private List<String> groupings = new ArrayList<>();

  @Option(names = "--html", paramLabel = "FILE", description = "Also write a page with charts.")
  private String html = "";

  public TwinReplayCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    TwinProcess twin =
        new TwinProcess(session, "replay")
            .argument(trace)
            .option("--fleet", fleet)
            .options("--policy", policies)
            .option("--site", site)
            .option("--checkpoint", checkpoint)
            .option("--restart", restart)
            .options("--by", groupings)
            .option("--html", html);
    return (skipImpossible ? twin.argument("--skip-impossible") : twin).run();
  }
}
