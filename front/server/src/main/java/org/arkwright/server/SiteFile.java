package org.arkwright.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.arkwright.model.SiteSettings;
import org.arkwright.server.spec.Problem;
import org.arkwright.server.spec.Reading;
import org.arkwright.server.spec.SiteReader;

/** The site's settings in a file that its operator writes; without one the defaults hold. */
final class SiteFile {
  private SiteFile() {}

  /**
   * What the file says, and the defaults where it does not.
   *
   * @throws StartException naming every problem with its line, when the file is not as it should be
   */
  static SiteSettings read(Path file) throws StartException {
    try {
      return switch (SiteReader.read(Files.readAllBytes(file))) {
        case Reading.Read<SiteSettings>(SiteSettings settings) -> settings;
        case Reading.Rejected<SiteSettings>(var problems) ->
            throw new StartException(
                ExitCodes.USAGE,
                problems.stream()
                    .map(Problem::toString)
                    .collect(Collectors.joining("\n  ", file + ":\n  ", "")));
      };
    } catch (NoSuchFileException _) {
      return SiteSettings.DEFAULT;
    } catch (IOException e) {
      throw new StartException(
          ExitCodes.HOME, "cannot read %s: %s".formatted(file, e.getMessage()));
    }
  }
}
