package org.arkwright.cli.command.server;

import java.util.concurrent.Callable;
import org.arkwright.cli.terminal.WrongUseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dist}: describes in the help a command that the launcher handles itself. */
@Command(
    name = "dist",
    description = {
      "Build a folder that runs without a JDK, Maven or a network, from this source tree.",
      "It holds a Java runtime, every jar and this launcher, and may be copied to machines of the",
      "same kind; see docs/operations/dist.md."
    })
public final class DistCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "FOLDER",
      description =
          "New, empty or an earlier dist; default: target/dist/arkwright-VERSION-MACHINE.")
  private String folder = "";

  @Override
  public Integer call() {
    throw new WrongUseException(
        """
        dist must be the first argument, and needs the launcher of a source tree
        Run: ./arkwright dist %s\
        """
            .formatted(folder)
            .strip());
  }
}
