package org.arkwright.cli.command.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.arkwright.cli.command.OptionErrors;
import org.arkwright.cli.command.RequestJson;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code node token}: makes a token with which a host joins. */
@Command(
    name = "token",
    description = {
      "Print a token with which one host may join, once: `arkwright worker join TOKEN` there.",
      "It names this server's address and the fingerprint of its authority."
    })
public final class NodeTokenCommand implements Callable<Integer> {
  private final Session session;

  @Spec private @Nullable CommandSpec owner;

  @Option(
      names = "--site",
      paramLabel = "SITE",
      description = "The site that it joins; default: home.")
  private String site = "";

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      description = "How long the token counts, such as 10m; default: 1h.")
  private String ttl = "";

  public NodeTokenCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    RequestJson.putText(request, "site", site);
    RequestJson.putText(request, "ttl", ttl);
    JsonNode created =
        new OptionErrors(
                Objects.requireNonNull(owner).commandLine(),
                Map.of("site", "--site", "ttl", "--ttl"))
            .sending(() -> session.api().post("/join-tokens", request));
    if (session.wantsData()) {
      session.printData(created);
    } else {
      session.terminal().say(created.path("token").asText());
      session
          .terminal()
          .tell(
              "for one host of site %s that reaches %s, until %s; it is not shown again"
                  .formatted(
                      created.path("site").asText(),
                      created.path("url").asText(),
                      created.path("expiresAt").asText()));
    }
    return ExitCode.OK;
  }
}
