package org.arkwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.arkwright.cli.home.Home;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which server a home's commands reach: its own, or none. */
class HomeTest {
  private final FakeApi api = new FakeApi();
  private final CommandShell shell = new CommandShell();

  @TempDir private Path folder;

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void command_namesItsHome_soThatAnotherHomesServerRefuses() throws IOException {
    Path home = home("home", "h-1");
    notice(home, "");
    api.on("GET /nodes", 421, "{\"detail\":\"this is the server of /x, not of h-1\"}");

    assertThat(shell.run("nodes", "--home", home.toString())).isEqualTo(1);

    assertThat(api.requests().getFirst().home()).isEqualTo(place(home)).startsWith("h-1@");
    assertThat(shell.err()).contains("this is the server of /x");
  }

  @Test
  void serverJson_ofTheFolderThatThisOneWasCopiedFrom_isRefusedByName() throws IOException {
    Path original = home("original", "h-1");
    notice(original, place(original));
    Path copy = home("copy", "h-1");
    Files.copy(original.resolve("server.json"), copy.resolve("server.json"));

    for (String command : new String[] {"jobs", "down", "nodes"}) {
      assertThat(shell.run(command, "--home", copy.toString())).isEqualTo(69);
    }

    assertThat(api.requests()).isEmpty();
    assertThat(shell.err()).contains("its server.json is of the server of " + original);
  }

  @Test
  void damagedFiles_areNoServer_andNoBug() throws IOException {
    Path home = home("home", "h-1");
    for (String notice :
        List.of(
            "", "[]", "{", "{\"url\":5}", "{\"url\":\"nonsense\"}", "{\"url\":\"http://a b\"}")) {
      Files.writeString(home.resolve("server.json"), notice);
      CommandShell damaged = new CommandShell();

      assertThat(damaged.run("nodes", "--home", home.toString())).as(notice).isEqualTo(69);
      assertThat(damaged.err()).startsWith("error: no server at " + home);
    }
    notice(home, place(home));
    Files.writeString(home.resolve("admin.token"), "one\ntwo\u0007");
    Files.writeString(home.resolve("home.id"), "h-1\nh-2");
    CommandShell damaged = new CommandShell();
    assertThat(damaged.run("nodes", "--home", home.toString())).isIn(1, 69);
    assertThat(damaged.err()).startsWith("error: ").doesNotContain("bug");
  }

  @Test
  void serverJson_ofAMovedFolder_isItsOwn() throws IOException {
    Path home = home("home", "h-1");
    notice(home, place(home));
    Path moved = Files.move(home, folder.resolve("moved"));

    assertThat(new Home(moved).ownNotice()).isPresent();
  }

  @Test
  void notice_ofAProcessThatHasEnded_isNotAliveWhenItsNumberIsUsedAgain() throws IOException {
    Path home = home("home", "h-1");
    long self = ProcessHandle.current().pid();
    Files.writeString(
        home.resolve("server.json"),
        "{\"url\":\"%s\",\"pid\":%d,\"processStart\":1}".formatted(api.url(), self));

    assertThat(new Home(home).notice().orElseThrow().isAlive()).isFalse();
  }

  @Test
  void home_withATilde_isTheUsersFolder_howeverItIsGiven() {
    shell.with("HOME", folder.toString());

    assertThat(shell.run("jobs", "--home=~/q")).isEqualTo(69);
    assertThat(shell.err()).contains("no server at " + folder.resolve("q"));

    CommandShell other =
        new CommandShell().with("HOME", folder.toString()).with("ARKWRIGHT_HOME", "~/r");
    assertThat(other.run("jobs")).isEqualTo(69);
    assertThat(other.err()).contains("no server at " + folder.resolve("r"));
  }

  @Test
  void anyPath_withATilde_isTheUsersFolder() {
    shell
        .with("HOME", folder.toString())
        .with("ARKWRIGHT_URL", api.url())
        .with("ARKWRIGHT_TOKEN", FakeApi.TOKEN);
    api.on("POST /jobs", 201, "{\"id\":\"6h1\",\"name\":\"job-a\"}");

    assertThat(shell.run("run", "--workdir=~/gone", "--detach", "--", "true")).isZero();
    assertThat(api.requests().getLast().body())
        .contains("\"workingDirectory\":\"" + folder.resolve("gone") + "\"");
    assertThat(shell.run("run", "--script=~/gone.sh")).isEqualTo(2);
    assertThat(shell.err())
        .contains("--script is '" + folder.resolve("gone.sh") + "': no such file");
    assertThat(shell.run("submit", "~/gone.yaml")).isEqualTo(2);
    assertThat(shell.err()).contains("cannot read " + folder.resolve("gone.yaml"));
    shell.run("dataset", "import", "d", "~/gone");
    assertThat(api.requests().getLast().body()).contains("\"" + folder.resolve("gone") + "\"");
  }

  @Test
  void home_thatIsEmpty_isWrongUse() {
    assertThat(shell.run("jobs", "--home", "")).isEqualTo(2);
  }

  @Test
  void up_whileItsServerRuns_saysSoAndEndsWith0() throws IOException {
    Path home = home("home", "h-1");
    notice(home, place(home));

    assertThat(shell.run("up", "--home", home.toString())).isZero();
    assertThat(shell.out()).contains(api.url());
    assertThat(shell.err()).contains("it serves already");

    assertThat(shell.run("up", "--home", home.toString(), "--port", "1")).isEqualTo(1);
    assertThat(shell.err()).contains("cannot take other ports");
  }

  @Test
  void uninstall_withNobodyToAsk_removesNothing() throws IOException {
    Path home = home("home", "h-1");

    assertThat(shell.run("uninstall", "--home", home.toString())).isEqualTo(2);
    assertThat(shell.out())
        .contains("This removes for ever", home.resolve("admin.token").toString());
    assertThat(home.resolve("home.id")).exists();

    CommandShell data = new CommandShell();
    assertThat(data.run("uninstall", "--home", home.toString(), "-o", "json")).isEqualTo(2);
    assertThat(new JsonMapper().readTree(data.err()).at("/error/exitCode").asInt()).isEqualTo(2);
    assertThat(data.out()).isEmpty();
  }

  @Test
  void uninstall_ofAFolderThatIsNoHome_isRefused() throws IOException {
    Files.writeString(folder.resolve("thesis.txt"), "mine");

    assertThat(shell.run("uninstall", "--yes", "--home", folder.toString())).isEqualTo(2);
    assertThat(shell.err()).contains("is no home");
    assertThat(folder.resolve("thesis.txt")).exists();
  }

  private Path home(String name, String id) throws IOException {
    Path home = Files.createDirectory(folder.resolve(name));
    Files.writeString(home.resolve("home.id"), id + "\n");
    Files.writeString(home.resolve("admin.token"), FakeApi.TOKEN + "\n");
    return home;
  }

  private static String place(Path home) {
    return new Home(home).place().orElseThrow();
  }

  private void notice(Path home, String place) throws IOException {
    Files.writeString(
        home.resolve("server.json"),
        """
        {"url":"%s","gateway":"http://127.0.0.1:1","pid":%d,"home":"%s","place":"%s"}\
        """
            .formatted(api.url(), ProcessHandle.current().pid(), home, place));
  }

  @Test
  void up_valuesThatAreNone_areRefusedBeforeAnythingStarts(@TempDir Path home) {
    for (String[] wrong :
        new String[][] {{"--gateway-port", "abc"}, {"--port", "70000"}, {"--cpus", "many"}}) {
      CommandShell shell = new CommandShell().with("ARKWRIGHT_HOME", home.toString());
      assertThat(shell.run("up", wrong[0], wrong[1])).isEqualTo(2);
      assertThat(shell.err()).contains("%s is '%s'".formatted(wrong[0], wrong[1]));
    }
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void down_stopJobsWithoutAny_saysThatThereWasNone() {
    try (FakeApi api = new FakeApi()) {
      api.on("POST /server/shutdown", 202, "{}");
      api.on("GET /jobs", 200, "{\"jobs\":[]}");
      CommandShell shell = CommandShell.at(api);
      assertThat(shell.run("down", "--stop-jobs")).isZero();
      assertThat(shell.out()).contains("there was no job to cancel");
    }
  }
}
