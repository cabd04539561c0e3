package org.arkwright.cli.command.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.command.OptionErrors;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code deployment scale}: changes a deployment's number or range of replicas. */
@Command(name = "scale", description = "Change a deployment's number or range of replicas.")
public final class ScaleCommand implements Callable<Integer> {
  private static final Map<String, String> OPTIONS = Map.of("replicas", "N|A..B");

  private final Session session;

  @Spec private @Nullable CommandSpec owner;

  @Parameters(index = "0", paramLabel = "NAME", description = "NAME, or PROJECT/NAME.")
  private String name = "";

  @Parameters(index = "1", paramLabel = "N|A..B", description = "A number, or a range.")
  private String replicas = "";

  public ScaleCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode answer =
        new OptionErrors(Objects.requireNonNull(owner).commandLine(), OPTIONS)
            .sending(() ->
                session
                    .api()
                    .post(
                        ApiPaths.deployment(name, "scale"),
                        JsonNodeFactory.instance.objectNode().put("replicas", replicas)));
    session.print(answer, one -> DeploymentListCommand.table(session, List.of(one)));
    return ExitCode.OK;
  }
}
