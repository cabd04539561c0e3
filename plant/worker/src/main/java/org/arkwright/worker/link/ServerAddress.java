package org.arkwright.worker.link;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.arkwright.wire.Wire;

/**
 * The address of the control plane and the token for it, read again for every request, because a
 * restarted control plane may have another port and another token.
 *
 * @param serverFile JSON with the address under {@code url}
 * @param tokenFile the bearer token, one line
 */
public record ServerAddress(Path serverFile, Path tokenFile) {
  /** Reads the current URL of sync requests. */
  URI sync() throws IOException {
    return url().resolve("/worker/v1/sync");
  }

  /** Reads the control plane's current URL. */
  URI url() throws IOException {
    JsonNode url = Wire.strict().mapper().readTree(Files.readAllBytes(serverFile)).path("url");
    if (!url.isTextual()) {
      throw new IOException(serverFile + " contains no url");
    }
    return URI.create(url.textValue());
  }

  String token() throws IOException {
    return Files.readString(tokenFile).strip();
  }
}
