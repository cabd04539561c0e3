package org.arkwright.cli.command.twin;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code twin generate}: prints a synthetic trace. */
@Command(
    name = "generate",
    description = {
      "Print a synthetic trace for `arkwright twin replay`: day and night, short and long jobs.",
      "The same seed gives the same bytes; docs/reference/twin-files.md describes the"
          + " distributions."
    })
public final class TwinGenerateCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--jobs", paramLabel = "N", description = "Number of jobs; default: 1000.")
  private String jobs = "";

  @Option(names = "--rate", paramLabel = "N", description = "Mean jobs per hour; default: 60.")
  private String rate = "";

  @Option(names = "--seed", paramLabel = "N", description = "Random seed; default: 1.")
  private String seed = "";

  public TwinGenerateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    return new TwinProcess(session, "generate")
        .option("--jobs", jobs)
        .option("--rate", rate)
        .option("--seed", seed)
        .runItems();
  }
}
