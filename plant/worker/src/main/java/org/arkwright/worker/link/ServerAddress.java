package org.arkwright.worker.link;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.arkwright.wire.Wire;

/**
 * Where the control plane listens and what it wants to see: read anew for every attempt to reach
 * it, because a restarted one may have another port and another token.
 *
 * @param serverFile JSON with the address under {@code url}
 * @param tokenFile the bearer token, one line
 */
public record ServerAddress(Path serverFile, Path tokenFile) {
  /** Where requests go now. */
  URI sync() throws IOException {
    return url().resolve("/worker/v1/sync");
  }

  /** Where the control plane is now. */
  URI url() throws IOException {
    JsonNode url = Wire.strict().mapper().readTree(Files.readAllBytes(serverFile)).path("url");
    if (!url.isTextual()) {
      throw new IOException(serverFile + " names no url");
    }
    return URI.create(url.textValue());
  }

  String token() throws IOException {
    return Files.readString(tokenFile).strip();
  }
}
