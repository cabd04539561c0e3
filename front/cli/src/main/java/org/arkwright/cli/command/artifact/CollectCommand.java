package org.arkwright.cli.command.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.model.unit.Bytes;
import picocli.CommandLine.Command;

/** Frees what no version needs. */
@Command(
    name = "gc",
    description = "Remove stored files that no version names and that are older than an hour.")
public final class CollectCommand implements Callable<Integer> {
  private final Session session;

  public CollectCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode done = session.api().post("/artifacts/collect", MissingNode.getInstance());
    if (session.wantsData()) {
      session.printData(done);
    } else {
      session
          .terminal()
          .out()
          .println(
              "removed %s files, %s"
                  .formatted(
                      done.path("files").asText(""), new Bytes(done.path("bytes").asLong())));
    }
    return ExitCode.OK;
  }
}
