package org.arkwright.cli.home;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The workers of a home on this machine, one for each of its sites. */
public final class HomeWorkers {
  private HomeWorkers() {}

  /**
   * Returns the processes of those that run.
   *
   * @throws IOException when the home cannot be read
   */
  public static List<ServerPid> running(Path home) throws IOException {
    List<ServerPid> running = new ArrayList<>();
    try (DirectoryStream<Path> folders =
        Files.newDirectoryStream(
            home,
            file ->
                Files.isDirectory(file)
                    && String.valueOf(file.getFileName()).startsWith("worker"))) {
      for (Path folder : folders) {
        try {
          JsonNode json =
              JsonMapper.builder()
                  .build()
                  .readTree(Files.readAllBytes(folder.resolve("worker.json")));
          ServerPid process =
              new ServerPid(json.path("pid").asLong(), json.path("startTime").asLong());
          if (process.pid() > 0 && process.isAlive()) {
            running.add(process);
          }
        } catch (NoSuchFileException _) {
          // No worker was started there.
        } catch (JacksonException | CharConversionException _) {
          // It proves nothing; a worker that runs writes it anew within seconds.
        }
      }
    }
    return List.copyOf(running);
  }
}
