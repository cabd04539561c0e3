package org.arkwright.api.whatif;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.arkwright.model.id.Digest;
import org.arkwright.spec.site.WhatIfRequest;
import org.arkwright.spec.site.WhatIfRequest.SentFile;

/**
 * The twin's command line for a request, and the files that it names. No path comes from the
 * request, and the twin reads no series but those sent.
 */
final class TwinArguments {
  /** Where the page with charts is written, relative to the folder. */
  static final String PAGE = ".page.html";

  private TwinArguments() {}

  /** Writes the files into the folder, and returns the command with its options. */
  static List<String> of(WhatIfRequest request, Path folder) throws IOException {
    if (request.when().isPresent()) {
      return List.of("when", request.when().get().toString());
    }
    List<String> arguments = new ArrayList<>(List.of("what-if", "--sent-series"));
    for (Map.Entry<String, List<String>> change : request.changes().entrySet()) {
      for (String value : change.getValue()) {
        arguments.addAll(List.of(change.getKey(), value));
      }
    }
    for (SentFile file : request.files()) {
      arguments.addAll(List.of(file.option(), write(file, folder)));
    }
    if (request.together()) {
      arguments.add("--together");
    }
    if (!request.text()) {
      arguments.addAll(List.of("--output", "json"));
    }
    if (request.page()) {
      arguments.addAll(List.of("--html", PAGE));
    }
    return arguments;
  }

  /** Whether another file has that path, or is where its folder would be. */
  private static boolean isTaken(Path path) {
    return Files.exists(path) || Files.isRegularFile(path.resolveSibling(""));
  }

  /** Returns the file's path, by which the answer calls it. */
  private static String write(SentFile file, Path folder) throws IOException {
    Path path = Path.of(file.name());
    for (int number = 2; isTaken(folder.resolve(path)); number++) {
      path = Path.of(Integer.toString(number), file.name());
    }
    Path target = folder.resolve(path);
    Files.createDirectories(folder.resolve(path).resolveSibling(""));
    Files.writeString(target, file.content());
    Path series = Files.createDirectories(target.resolveSibling("." + file.name() + ".series"));
    for (Map.Entry<String, String> one : file.series().entrySet()) {
      byte[] source = one.getKey().getBytes(StandardCharsets.UTF_8);
      Files.writeString(
          series.resolve(Digest.of(Digest.sha256().digest(source)).hex()), one.getValue());
    }
    return path.toString();
  }
}
