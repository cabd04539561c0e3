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
import java.util.Optional;
import org.arkwright.cli.api.ApiAddress;
import org.arkwright.cli.api.UnreachableException;

/** A control plane's folder, read-only here: the server writes its files. */
public record Home(Path folder) {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int LOG_TAIL_BYTES = 16 * 1024;

  /** A server's notice of itself: its process id and the addresses of the API and the gateway. */
  public record Notice(long pid, URI url, URI gateway) {
    /** Whether a process of that id exists; it may be another by now. */
    public boolean isAlive() {
      return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
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
      return json.hasNonNull("url")
          ? Optional.of(
              new Notice(
                  json.path("pid").asLong(-1),
                  URI.create(json.get("url").asText().replaceAll("/+$", "")),
                  URI.create(json.path("gateway").asText())))
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** Returns the administrator's token, if this user may read it. */
  public Optional<String> token() {
    try {
      return Optional.of(Files.readString(tokenFile()).strip());
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
    Notice notice =
        notice()
            .orElseThrow(() ->
                new UnreachableException(
                    "no server at %s: start it with `arkwright up`".formatted(folder)));
    return new ApiAddress(notice.url(), token());
  }

  /** Returns the last lines of the server's log, from at most its last 16 KiB; empty if no log. */
  public List<String> logTail(int lines) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(serverLog().toFile(), "r")) {
      long size = file.length();
      byte[] end = new byte[(int) Math.min(size, LOG_TAIL_BYTES)];
      file.seek(size - end.length);
      file.readFully(end);
      List<String> all = new String(end, StandardCharsets.UTF_8).lines().toList();
      return all.subList(Math.max(0, all.size() - lines), all.size());
    } catch (FileNotFoundException _) {
      return List.of();
    }
  }
}
