package org.arkwright.cli.chat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.file.WholeFile;

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
    WholeFile.replacePrivate(file, (key + "\n").getBytes(StandardCharsets.UTF_8));
    return key;
  }
}
