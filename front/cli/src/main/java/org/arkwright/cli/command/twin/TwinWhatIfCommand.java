package org.arkwright.cli.command.twin;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Asks what would have been. */
@Command(
    name = "what-if",
    description = {
      "Let the jobs of the home folder's own journal arrive again on another site, and compare.",
      "Each option makes one more column that differs in that alone from what was recorded."
    })
public final class TwinWhatIfCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      description = "ORDERING or ORDERING:PLACEMENT=WEIGHT,…; may be repeated.")
  private List<String> policies = new ArrayList<>();

  @Option(
      names = "--fleet",
      paramLabel = "FILE",
      description = "Another fleet.yaml; may be repeated.")
  private List<String> fleets = new ArrayList<>();

  @Option(
      names = "--quota",
      paramLabel = "PROJECT=N",
      description = "So many devices for a project, none borrowed; may be repeated.")
  private List<String> quotas = new ArrayList<>();

  @Option(
      names = "--site",
      paramLabel = "FILE",
      description = "Another site.yaml: prices, PUE, watts, carbon; may be repeated.")
  private List<String> sites = new ArrayList<>();

  @Option(
      names = "--arrivals",
      paramLabel = "FACTOR",
      description = "Jobs arrive so many times as fast; may be repeated.")
  private List<String> arrivals = new ArrayList<>();

  @Option(
      names = "--power-cap",
      paramLabel = "KW",
      description = "A power envelope in kilowatts; may be repeated.")
  private List<String> powerCaps = new ArrayList<>();

  @Option(names = "--together", description = "One column with all of it instead.")
  private boolean together;

  @Option(
      names = "--checkpoint",
      paramLabel = "TIME",
      description = "Jobs save their work so often; else one that is stopped starts over.")
  private String checkpoint = "";

  @Option(names = "--html", paramLabel = "FILE", description = "Write a page with charts, too.")
  private String html = "";

  public TwinWhatIfCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    TwinProcess twin =
        new TwinProcess(session, "what-if")
            .option("--journal", session.home().journal().toString())
            .options("--policy", policies)
            .options("--fleet", fleets)
            .options("--quota", quotas)
            .options("--site", sites)
            .options("--arrivals", arrivals)
            .options("--power-cap", powerCaps)
            .option("--checkpoint", checkpoint)
            .option("--html", html);
    return (together ? twin.word("--together") : twin).run();
  }
}
