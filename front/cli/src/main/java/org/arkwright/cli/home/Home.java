package org.arkwright.cli.home;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.cli.api.ApiAddress;
import org.arkwright.cli.api.UnreachableException;
import org.arkwright.cli.terminal.FailureException;

/** A control plane's folder, read-only here: the server writes its files. */
public record Home(Path folder) {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int LOG_TAIL_BYTES = 16 * 1024;

  /** What a request's header may hold; a file with anything else is damaged. */
  private static final String HEADER_TEXT = "[!-~]+";

  /**
   * A server's notice of itself: its process and the addresses of the API and the gateway.
   *
   * @param process the server's process
   * @param home the folder that it serves; empty in a notice of an older version
   * @param place that folder's {@linkplain Home#place() place}; empty likewise
   * @param note what it had to say when it started; usually empty
   */
  public record Notice(
      ServerPid process, URI url, URI gateway, String home, String place, String note) {
    public long pid() {
      return process.pid();
    }

    /** Whether that process runs; not one that got its number later. */
    public boolean isAlive() {
      return process.isAlive();
    }
  }

  /** The file with the home's id, which every home has from its first start. */
  public Path id() {
    return folder.resolve("home.id");
  }

  public Path tokenFile() {
    return folder.resolve("admin.token");
  }

  /** The journal's file, unless the server uses another journal. */
  public Path journal() {
    return folder.resolve("journal.db");
  }

  public Path serverLog() {
    return folder.resolve("server.log");
  }

  /** Returns the last server's notice; empty before the first, and while one is being written. */
  public Optional<Notice> notice() {
    try {
      JsonNode json = MAPPER.readTree(folder.resolve("server.json").toFile());
      return json.path("url").asText("").matches("https?://[^/\\s]+.*")
          ? Optional.of(
              new Notice(
                  new ServerPid(json.path("pid").asLong(-1), json.path("processStart").asLong()),
                  URI.create(json.get("url").asText().replaceAll("/+$", "")),
                  URI.create(json.path("gateway").asText()),
                  json.path("home").asText(),
                  json.path("place").asText(),
                  json.path("note").asText()))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /**
   * Returns the name of this home and its folder, in the form in which servers tell which home they
   * serve; a copy of the folder has another. Empty before a server has started here.
   */
  public Optional<String> place() {
    try {
      String id = Files.readString(id()).strip();
      Map<String, Object> found = Files.readAttributes(folder, "unix:dev,ino");
      if (!id.matches(HEADER_TEXT)) {
        return Optional.empty();
      }
      return Optional.of("%s@%s:%s".formatted(id, found.get("dev"), found.get("ino")));
    } catch (IOException | UnsupportedOperationException _) {
      return Optional.empty();
    }
  }

  /** Returns the notice if a server of this very folder wrote it, not of one it was copied from. */
  public Optional<Notice> ownNotice() {
    return notice().filter(this::isOwn);
  }

  private boolean isOwn(Notice notice) {
    return notice.place().isEmpty() || place().filter(notice.place()::equals).isPresent();
  }

  /** Returns the administrator's token, if this user may read it. */
  public Optional<String> token() {
    try {
      return Optional.of(Files.readString(tokenFile()).strip())
          .filter(token -> token.matches(HEADER_TEXT));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /**
   * Returns the address of this folder's server.
   *
   * @throws UnreachableException if no server has left its address
   */
  public ApiAddress address() {
    if (Files.isDirectory(folder) && !(Files.isReadable(folder) && Files.isExecutable(folder))) {
      throw new FailureException(
          ("cannot read %s: permission denied\n"
                  + "It is another user's. To use their server, set ARKWRIGHT_URL and"
                  + " ARKWRIGHT_TOKEN; for one of your own, choose another --home.")
              .formatted(folder));
    }
    Notice notice =
        notice()
            .orElseThrow(() ->
                new UnreachableException(
                    "no server at %s: start it with `arkwright up`".formatted(folder)));
    if (!isOwn(notice)) {
      throw new UnreachableException(
          ("no server at %s: its server.json is of the server of %s (process %d at %s)\n"
                  + "This folder is a copy: `arkwright up` starts its own server;"
                  + " --home %s uses the other.")
              .formatted(folder, notice.home(), notice.pid(), notice.url(), notice.home()));
    }
    return new ApiAddress(notice.url(), token(), place());
  }

  /**
   * Returns the lines of the server's log that begin at or after a position, from at most its last
   * 16 KiB; empty if no log.
   */
  public List<String> logTail(long begin) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(serverLog().toFile(), "r")) {
      long size = file.length();
      byte[] end = new byte[Math.clamp(size - begin, 0, LOG_TAIL_BYTES)];
      file.seek(size - end.length);
      file.readFully(end);
      return new String(end, StandardCharsets.UTF_8).lines().toList();
    } catch (FileNotFoundException _) {
      return List.of();
    }
  }
}
