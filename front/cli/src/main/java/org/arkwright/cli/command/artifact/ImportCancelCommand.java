package org.arkwright.cli.command.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code artifact cancel}: stops an import. */
@Command(name = "cancel", description = "Stop an import; `arkwright artifact imports` lists them.")
public final class ImportCancelCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "ID", description = "The import's id.")
  private String id = "";

  public ImportCancelCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode stopped =
        session.api().post(ApiPaths.of("imports", id, "cancel"), MissingNode.getInstance());
    if (session.wantsData()) {
      session.printData(stopped);
    } else {
      session.terminal().say("stopping import " + id);
    }
    return ExitCode.OK;
  }
}
