package org.arkwright.cli.chat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.arkwright.cli.api.ApiClient;

/** The API key with which this home's owner chats; made at first use, in a file for them alone. */
public final class ChatKey {
  private final ApiClient api;
  private final Path home;
  private final Path file;
  private final String project;

  public ChatKey(ApiClient api, Path home, String project) {
    this.api = api;
    this.home = home;
    this.file = home.resolve("chat-" + project + ".key");
    this.project = project;
  }

  /** The key; a new one where there is none. */
  public String readOrMake() throws IOException {
    try {
      String key = Files.readString(file).strip();
      return key.isEmpty() ? make() : key;
    } catch (NoSuchFileException _) {
      return make();
    }
  }

  /** A new key in place of one that is not let in any more. */
  public String make() throws IOException {
    String key =
        api.post(
                "/keys",
                JsonNodeFactory.instance.objectNode().put("name", "chat").put("project", project))
            .path("key")
            .asText();
    Files.createDirectories(home);
    Path draft =
        Files.createTempFile(
            home,
            "chat",
            ".key",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(draft, key + "\n");
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return key;
  }
}
