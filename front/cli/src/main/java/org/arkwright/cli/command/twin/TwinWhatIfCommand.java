package org.arkwright.cli.command.twin;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code twin what-if}: replays the journal's jobs under changed conditions. */
@Command(
    name = "what-if",
    description = {
      "Replay the jobs of the home folder's journal under changed conditions, and compare.",
      "Each option adds a column that differs from the recorded run in that option alone."
    })
public final class TwinWhatIfCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      description = "ORDERING or ORDERING:PLACEMENT=WEIGHT,…; repeatable.")
  private List<String> policies = new ArrayList<>();

  @Option(names = "--fleet", paramLabel = "FILE", description = "Another fleet.yaml; repeatable.")
  private List<String> fleets = new ArrayList<>();

  @Option(
      names = "--quota",
      paramLabel = "PROJECT=N",
      description = "N devices for a project, without borrowing; repeatable.")
  private List<String> quotas = new ArrayList<>();

  @Option(
      names = "--site",
      paramLabel = "FILE",
      description = "Another site.yaml: prices, PUE, watts, carbon; repeatable.")
  private List<String> sites = new ArrayList<>();

  @Option(
      names = "--arrivals",
      paramLabel = "FACTOR",
      description = "Jobs arrive FACTOR times as fast; repeatable.")
  private List<String> arrivals = new ArrayList<>();

  @Option(
      names = "--power-cap",
      paramLabel = "KW",
      description = "A power cap in kilowatts; repeatable.")
  private List<String> powerCaps = new ArrayList<>();

  @Option(names = "--together", description = "One column with all changes instead.")
  private boolean together;

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
      names = "--by",
      paramLabel = "GROUP",
      description = "Also a table by project, user or size; repeatable.")
  private List<String> groupings = new ArrayList<>();

  @Option(names = "--html", paramLabel = "FILE", description = "Also write a page with charts.")
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
            .option("--restart", restart)
            .options("--by", groupings)
            .option("--html", html);
    return (together ? twin.argument("--together") : twin).run();
  }
}
