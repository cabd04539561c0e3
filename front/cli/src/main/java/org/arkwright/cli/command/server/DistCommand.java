package org.arkwright.cli.command.server;

import java.util.concurrent.Callable;
import org.arkwright.cli.terminal.FailureException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Stands in the help for what the launcher does: by itself this program has nothing to pack. */
@Command(
    name = "dist",
    description = {
      "Make a folder that runs without a JDK, Maven or a network, from the sources at hand.",
      "It holds a Java runtime, every jar and this launcher, and may be copied to machines of the",
      "same kind: docs/operations/dist.md."
    })
public final class DistCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "FOLDER",
      description = "Empty, new or an earlier dist; else target/dist/arkwright-VERSION-MACHINE.")
  private String folder = "";

  @Override
  public Integer call() {
    throw new FailureException(
        """
        dist is for the launcher where the sources are, as its first word
        Run: ./arkwright dist %s\
        """
            .formatted(folder)
            .strip());
  }
}
