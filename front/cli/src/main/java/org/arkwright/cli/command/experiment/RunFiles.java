package org.arkwright.cli.command.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.TrackingClient;
import org.arkwright.cli.command.DownloadFolder.RemoteFile;

/** The files of a run, which the tracking API lists folder by folder. */
final class RunFiles {
  private RunFiles() {}

  /** Returns files of all its folders, those of a folder together, until there are enough. */
  static List<RemoteFile> of(TrackingClient tracking, String run, int enough) throws IOException {
    List<RemoteFile> files = new ArrayList<>();
    Deque<String> folders = new ArrayDeque<>(List.of(""));
    while (!folders.isEmpty() && files.size() < enough) {
      String folder = folders.remove();
      String path = ApiPaths.query("/artifacts/list", "run_id", run, "path", folder);
      for (JsonNode file : tracking.get(path).path("files")) {
        String name = file.path("path").asText("");
        if (file.path("is_dir").asBoolean()) {
          folders.add(name);
        } else {
          files.add(new RemoteFile(name, file.path("file_size").asLong(), "", false));
        }
      }
    }
    return files;
  }
}
