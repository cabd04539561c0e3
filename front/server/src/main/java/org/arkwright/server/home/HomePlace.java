package org.arkwright.server.home;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.arkwright.file.WholeFile;
import org.arkwright.identity.TokenFile;

/**
 * Where a home is: its folder, as the kernel tells it from every copy. Moving, renaming or
 * bind-mounting a folder keeps it; copying or restoring makes another.
 *
 * @param home the home's id
 * @param path the folder's path, for people
 * @param device the file system, which may get another number with the next boot
 * @param inode the folder in its file system
 * @param birth when the folder was made, which no copy can carry over; empty where the file system
 *     does not tell. A number can be given to a new folder once the old one is deleted
 * @param boot the boot in which this was written
 * @param copyOf the home that this one was copied from; empty for an original
 */
public record HomePlace(
    String home,
    String path,
    long device,
    long inode,
    Optional<String> birth,
    String boot,
    Optional<String> copyOf) {
  private static final JsonMapper JSON = new JsonMapper();

  /** Returns the present place of a folder, following links. */
  static HomePlace of(String home, Path folder, String boot, Optional<String> copyOf)
      throws IOException {
    BasicFileAttributes times = Files.readAttributes(folder, BasicFileAttributes.class);
    // Where births are unknown, Java gives the time of the last change instead.
    Optional<String> birth =
        Optional.of(times.creationTime())
            .filter(born -> !born.equals(times.lastModifiedTime()))
            .map(born -> born.toInstant().toString());
    return new HomePlace(
        home,
        folder.toString(),
        number(folder, "unix:dev"),
        number(folder, "unix:ino"),
        birth,
        boot,
        copyOf);
  }

  private static long number(Path folder, String attribute) throws IOException {
    return ((Number) Files.getAttribute(folder, attribute)).longValue();
  }

  /** Whether the folder that this was written for is the one that is there now. */
  boolean isStill(HomePlace now) {
    return inode == now.inode
        && (device == now.device || !boot.equals(now.boot))
        && (birth.isEmpty() || now.birth.isEmpty() || birth.equals(now.birth));
  }

  /** The name by which clients and the server compare homes within one boot. */
  public String name() {
    return "%s@%d:%d".formatted(home, device, inode);
  }

  /**
   * Whether the folder is there no more, or its path leads to another one.
   *
   * @throws IOException when the file system does not tell
   */
  boolean hasGone() throws IOException {
    try {
      return !isStill(of(home, Path.of(path), boot, copyOf));
    } catch (NoSuchFileException _) {
      return true;
    }
  }

  /** Reads what a server has written; empty when none has. */
  static Optional<HomePlace> read(Path file) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    JsonNode json;
    try {
      json = JSON.readTree(file.toFile());
    } catch (JacksonException e) {
      throw new IOException("it is not the JSON that a server writes there", e);
    }
    if (!TokenFile.isId(json.path("home").asText()) || !json.path("inode").canConvertToLong()) {
      throw new IOException("it does not say which home it is of");
    }
    return Optional.of(
        new HomePlace(
            json.get("home").asText(),
            json.path("path").asText(),
            json.path("device").asLong(),
            json.get("inode").asLong(),
            text(json, "birth"),
            json.path("boot").asText(),
            text(json, "copyOf")));
  }

  void write(Path file) throws IOException {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("home", home)
            .put("path", path)
            .put("device", device)
            .put("inode", inode)
            .put("boot", boot);
    birth.ifPresent(born -> json.put("birth", born));
    copyOf.ifPresent(original -> json.put("copyOf", original));
    WholeFile.replace(file, JSON.writeValueAsBytes(json));
  }

  private static Optional<String> text(JsonNode json, String member) {
    return Optional.ofNullable(json.get(member)).map(JsonNode::asText);
  }
}
