package org.arkwright.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.arkwright.identity.ExitCodes;
import org.arkwright.identity.StartException;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.spec.LocalPartitions;
import org.arkwright.spec.NodePlaces;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SiteReader;
import org.arkwright.spec.SpecProblem;

/** The site's settings in a file that its operator writes; without one the defaults hold. */
final class SiteFile {
  private SiteFile() {}

  /**
   * What the file says, and the defaults where it does not.
   *
   * @throws StartException naming every problem with its line, when the file is not as it should be
   */
  static SiteSettings read(Path file) throws StartException {
    return read(file, SiteReader::read, SiteSettings.DEFAULT);
  }

  /**
   * Where the file says that nodes stand.
   *
   * @throws StartException as {@link #read}
   */
  static NodePlaces places(Path file) throws StartException {
    return read(file, SiteReader::places, NodePlaces.NONE);
  }

  /**
   * Which sites the file makes rooms of this machine.
   *
   * @throws StartException as {@link #read}
   */
  static LocalPartitions localPartitions(Path file) throws StartException {
    return read(file, SiteReader::localPartitions, LocalPartitions.NONE);
  }

  private static <T> T read(Path file, Function<byte[], Reading<T>> reader, T otherwise)
      throws StartException {
    try {
      return switch (reader.apply(Files.readAllBytes(file))) {
        case Reading.Read<T>(T read) -> read;
        case Reading.Rejected<T>(var problems) ->
            throw new StartException(
                ExitCodes.USAGE,
                problems.stream()
                    .map(SpecProblem::toString)
                    .collect(Collectors.joining("\n  ", file + ":\n  ", "")));
      };
    } catch (NoSuchFileException _) {
      return otherwise;
    } catch (IOException e) {
      throw new StartException(
          ExitCodes.HOME, "cannot read %s: %s".formatted(file, e.getMessage()));
    }
  }
}
