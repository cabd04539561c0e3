package org.arkwright.worker.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a worker looks for its control plane when the files that say so are not whole. */
final class ServerAddressTest {
  @TempDir Path folder;
  private Path server;
  private Path token;
  private ServerAddress address;

  @BeforeEach
  void write() throws IOException {
    server = Files.writeString(folder.resolve("server.json"), "{\"url\":\"http://a:1\"}");
    token = Files.writeString(folder.resolve("token"), "secret\n");
    address = new ServerAddress(server, token);
  }

  @Test
  void filesChanged_newValuesHold() throws Exception {
    assertThat(address.url()).isEqualTo(URI.create("http://a:1"));
    Files.writeString(server, "{\"url\":\"http://b:2\"}");
    Files.writeString(token, "other\n");
    assertThat(address.url()).isEqualTo(URI.create("http://b:2"));
    assertThat(address.token()).isEqualTo("other");
  }

  @Test
  void filesGoneOrDamaged_lastValuesHold() throws Exception {
    assertThat(address.url()).isNotNull();
    assertThat(address.token()).isEqualTo("secret");
    for (String damage : new String[] {"", "{\"url\":", "{\"url\":7}", "{\"url\":\"a b\"}", "\0"}) {
      Files.writeString(server, damage);
      assertThat(address.url()).isEqualTo(URI.create("http://a:1"));
    }
    Files.delete(server);
    Files.writeString(token, "\n");
    assertThat(address.url()).isEqualTo(URI.create("http://a:1"));
    assertThat(address.token()).isEqualTo("secret");
    Files.writeString(token, "garbage of two words");
    assertThat(address.token()).isEqualTo("secret");
  }

  @Test
  void filesNeverWhole_isAnIoProblem() throws Exception {
    Files.writeString(server, "{\"url\":\"a b\"}");
    Files.delete(token);
    assertThatThrownBy(address::url).isInstanceOf(IOException.class);
    assertThatThrownBy(address::token).isInstanceOf(IOException.class);
  }
}
