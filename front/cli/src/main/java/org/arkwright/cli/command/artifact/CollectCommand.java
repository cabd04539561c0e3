package org.arkwright.cli.command.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.model.unit.Bytes;
import picocli.CommandLine.Command;

/** {@code artifact gc}: removes stored files that no version needs. */
@Command(
    name = "gc",
    description = "Remove stored files older than an hour that no version references.")
public final class CollectCommand implements Callable<Integer> {
  private final Session session;

  public CollectCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode collected = session.api().post("/artifacts/collect", MissingNode.getInstance());
    if (session.wantsData()) {
      session.printData(collected);
    } else {
      session
          .terminal()
          .say(
              "removed %s files, %s"
                  .formatted(
                      collected.path("files").asText(""),
                      new Bytes(collected.path("bytes").asLong())));
    }
    if (!collected.path("damaged").isEmpty()) {
      DamageReport.print(session.terminal(), collected.path("damaged"));
      return ExitCode.FAILURE;
    }
    return ExitCode.OK;
  }
}
