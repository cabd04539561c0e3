package org.arkwright.cli.command.key;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code key revoke}: revokes an API key. */
@Command(name = "revoke", description = "Revoke a key.")
public final class KeyRevokeCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "KEY", description = "The key's id, from `key ls`.")
  private String key = "";

  public KeyRevokeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode answer = session.api().delete(ApiPaths.of("keys", key));
    if (session.wantsData()) {
      session.printData(answer);
    } else {
      session.terminal().say("revoked " + key);
    }
    return ExitCode.OK;
  }
}
