package org.arkwright.cli.command.twin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.FileProblem;
import org.arkwright.cli.terminal.WrongUseException;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.series.SeriesSource;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SiteReader;

/** Files of this machine as they are sent to the server's twin. */
final class SentFiles {
  private SentFiles() {}

  /** Adds a file's name and text. */
  static ObjectNode add(ArrayNode files, Session session, String file) {
    Path path = session.folder().resolve(session.path(file));
    String name = String.valueOf(path.getFileName()).replaceAll("[^A-Za-z0-9._-]", "_");
    return files
        .addObject()
        .put("name", name.matches("[A-Za-z0-9].*") ? name : "file" + name)
        .put("text", FileProblem.readText(path));
  }

  /** Adds a site's file, with the series that it names; what is wrong with it the server says. */
  static void addSite(ArrayNode files, Session session, String file) {
    ObjectNode sent = add(files, session, file);
    byte[] text = sent.path("text").asText().getBytes(StandardCharsets.UTF_8);
    if (SiteReader.read(text) instanceof Reading.Read<SiteSettings>(SiteSettings site)) {
      ObjectNode series = sent.putObject("series");
      Path folder = session.folder().resolve(session.path(file)).resolveSibling("");
      for (SeriesSource source : SeriesSource.of(site, folder)) {
        try {
          series.put(source.name(), source.text());
        } catch (SeriesSource.UnreadableException e) {
          throw new WrongUseException("%s: %s".formatted(file, e.getMessage()));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new WrongUseException("interrupted while reading " + source.shownName());
        }
      }
    }
  }
}
