package org.arkwright.cli.command.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.arkwright.cli.command.OptionErrors;
import org.arkwright.cli.command.ProjectNotice;
import org.arkwright.cli.command.RequestJson;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code key create}: creates an API key of the gateway. */
@Command(
    name = "create",
    description = "Create a key and print it. It is shown only once; the server keeps a digest.")
public final class KeyCreateCommand implements Callable<Integer> {
  private static final Map<String, String> OPTIONS =
      Map.of(
          "name", "--name",
          "project", "--project",
          "requestsPerMinute", "--rpm",
          "tokensPerMinute", "--tpm");

  private final Session session;

  @Spec private @Nullable CommandSpec owner;

  @Option(names = "--name", paramLabel = "NAME", description = "A name to recognize the key by.")
  private String name = "";

  @Option(
      names = "--project",
      paramLabel = "PROJECT",
      description = "The project whose models it gives access to; default: default.")
  private String project = "";

  @Option(
      names = "--rpm",
      paramLabel = "N",
      description = "Requests per minute; default: no limit.")
  private String requests = "";

  @Option(names = "--tpm", paramLabel = "N", description = "Tokens per minute; default: no limit.")
  private String tokens = "";

  public KeyCreateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    RequestJson.putText(request, "name", name);
    RequestJson.putText(request, "project", project);
    RequestJson.putNumber(request, "requestsPerMinute", requests);
    RequestJson.putNumber(request, "tokensPerMinute", tokens);
    JsonNode created =
        new OptionErrors(Objects.requireNonNull(owner).commandLine(), OPTIONS)
            .sending(() -> session.api().post("/keys", request));
    ProjectNotice.print(session, project);
    if (session.wantsData()) {
      session.printData(created);
    } else {
      session.terminal().say(created.path("key").asText());
      session
          .terminal()
          .tell(
              "%s, for the models of project %s; the key is not shown again"
                  .formatted(created.path("id").asText(), created.path("project").asText()));
    }
    return ExitCode.OK;
  }
}
