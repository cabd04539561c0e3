package org.arkwright.cli.chat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.arkwright.cli.api.ApiClient;

/** The gateway key of this home's user, created at first use in a file that only they can read. */
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

  /** Returns the key, creating one if the home has none. */
  public String readOrCreate() throws IOException {
    try {
      String key = Files.readString(file).strip();
      return key.isEmpty() ? create() : key;
    } catch (NoSuchFileException _) {
      return create();
    }
  }

  /** Creates a key in place of one that the gateway no longer accepts, and returns it. */
  public String create() throws IOException {
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
