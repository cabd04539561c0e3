package org.arkwright.cli.command.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.command.RequestJson;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes an API key. */
@Command(
    name = "create",
    description = "Make a key and print it. It is shown this once; only its digest is kept.")
public final class KeyCreateCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--name", paramLabel = "NAME", description = "What it is for.")
  private String name = "";

  @Option(
      names = "--project",
      paramLabel = "PROJECT",
      description = "Whose models it opens; else default.")
  private String project = "";

  @Option(names = "--rpm", paramLabel = "N", description = "Requests per minute; else no limit.")
  private String requests = "";

  @Option(names = "--tpm", paramLabel = "N", description = "Tokens per minute; else no limit.")
  private String tokens = "";

  public KeyCreateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    ObjectNode wish = JsonNodeFactory.instance.objectNode();
    RequestJson.putText(wish, "name", name);
    RequestJson.putText(wish, "project", project);
    RequestJson.putNumber(wish, "requestsPerMinute", requests);
    RequestJson.putNumber(wish, "tokensPerMinute", tokens);
    JsonNode made = session.api().post("/keys", wish);
    if (session.wantsData()) {
      session.printData(made);
    } else {
      session.terminal().out().println(made.path("key").asText());
      session
          .terminal()
          .err()
          .println(
              "%s, for the models of project %s; it is not shown again"
                  .formatted(made.path("id").asText(), made.path("project").asText()));
    }
    return ExitCode.OK;
  }
}
