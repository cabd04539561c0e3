package org.arkwright.cli.command.server;

import java.util.concurrent.Callable;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code completion}: prints the script with which a shell completes commands. */
@Command(
    name = "completion",
    description = "Print a completion script for bash and zsh: source <(arkwright completion)")
public final class CompletionCommand implements Callable<Integer> {
  private final Session session;
  @Spec private @Nullable CommandSpec spec;

  public CompletionCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (spec != null) {
      String script = AutoComplete.bash("arkwright", spec.root().commandLine());
      session.terminal().out().println(script);
    }
    return ExitCode.OK;
  }
}
