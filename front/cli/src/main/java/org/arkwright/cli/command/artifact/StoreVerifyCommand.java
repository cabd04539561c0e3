package org.arkwright.cli.command.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.model.unit.Bytes;
import picocli.CommandLine.Command;

/** {@code artifact verify}: reads every stored file and says what is damaged. */
@Command(
    name = "verify",
    description =
        "Read every stored file that a version needs; exit 1 if one is missing or damaged.")
public final class StoreVerifyCommand implements Callable<Integer> {
  private final Session session;

  public StoreVerifyCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode report = session.api().post("/artifacts/verify", MissingNode.getInstance());
    JsonNode damaged = report.path("damaged");
    if (session.wantsData()) {
      session.printData(report);
    } else {
      session
          .terminal()
          .say(
              "%s files, %s: %s"
                  .formatted(
                      report.path("files").asText(""),
                      new Bytes(report.path("bytes").asLong()),
                      damaged.isEmpty() ? "intact" : damaged.size() + " damaged"));
    }
    if (!damaged.isEmpty()) {
      DamageReport.print(session.terminal(), damaged);
    }
    return damaged.isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
  }
}
