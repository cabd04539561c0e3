package org.arkwright.cli.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.arkwright.cli.CommandShell;
import org.arkwright.cli.FakeApi;
import org.arkwright.cli.FakeJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What travels along with {@code run} and {@code deploy}, as the server sees it. */
final class SnapshotTest {
  private static final String DIGEST = "d".repeat(64);
  private final FakeApi api = new FakeApi();
  @TempDir Path folder;

  @BeforeEach
  void answer() {
    new FakeJob(api, 1, FakeJob.running());
    api.on("POST /snapshots", 200, "{\"missing\":[],\"digest\":\"%s\"}".formatted(DIGEST));
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void run_folderWithCode_namesTheSnapshotOfIt() throws IOException {
    Files.writeString(folder.resolve("train.py"), "print(1)\n");
    Files.createDirectories(folder.resolve("lib"));
    Path tool = Files.writeString(folder.resolve("lib/tool.sh"), "echo\n");
    assertThat(tool.toFile().setExecutable(true)).isTrue();
    Files.createSymbolicLink(folder.resolve("link.py"), Path.of("train.py"));

    CommandShell shell = shell();
    assertThat(shell.run("run", "--detach", "--", "python3", "train.py")).isZero();

    assertThat(body(0))
        .contains("{\"path\":\"lib/tool.sh\"", "\"size\":5,\"executable\":true")
        .contains("{\"path\":\"train.py\"", "\"size\":9,\"executable\":false")
        .contains("\"links\":{\"link.py\":\"train.py\"}");
    assertThat(body(1)).contains("\"snapshot\":\"" + DIGEST + "\"");
    assertThat(shell.err()).contains("code: 2 files, 14 B of " + folder.toRealPath());
  }

  @Test
  void run_noSnapshotOrAnotherFolder_sendsNothing() throws IOException {
    Files.writeString(folder.resolve("x"), "x");
    assertThat(shell().run("run", "--detach", "--no-snapshot", "--", "true")).isZero();
    assertThat(shell().run("run", "--detach", "--in-place", "--", "true")).isZero();
    assertThat(shell().run("run", "--detach", "--workdir", "sub", "--", "true")).isZero();
    assertThat(sent()).hasSize(3);
    assertThat(body(0)).doesNotContain("snapshot", "workingDirectory");
    assertThat(body(1)).contains("\"workingDirectory\":\"" + folder + "\"");
    assertThat(body(2)).contains("\"workingDirectory\":\"" + folder.resolve("sub") + "\"");
  }

  @Test
  void run_emptyFolder_sendsNothing() {
    assertThat(shell().run("run", "--detach", "--", "true")).isZero();
    assertThat(sent()).hasSize(1);
  }

  @Test
  void run_folderThatIsIgnoredAsAWhole_travelsNotAndIsSaid() throws IOException {
    Files.writeString(folder.resolve("x"), "x");
    Files.writeString(folder.resolve(".arkwrightignore"), "*\n");
    CommandShell shell = shell();
    assertThat(shell.run("run", "--detach", "--", "true")).isZero();
    assertThat(sent()).hasSize(1);
    assertThat(shell.err()).contains("no code travels along from", "ignore files name all of it");
  }

  @Test
  void run_homeFolder_travelsNotAndIsSaid() throws IOException {
    Files.writeString(folder.resolve("x"), "x");
    CommandShell shell = shell().with("HOME", folder.toString());
    assertThat(shell.run("run", "--detach", "--", "true")).isZero();
    assertThat(sent()).hasSize(1);
    assertThat(shell.err()).contains("no code travels along from " + folder.toRealPath());
  }

  @Test
  void run_toolFoldersAndOutsideLinks_areLeftOut() throws IOException {
    for (String file :
        List.of(
            ".git/HEAD", "env/pyvenv.cfg", "env/bin/python", "node_modules/x", "a/__pycache__/y")) {
      Files.createDirectories(folder.resolve(file).getParent());
      Files.writeString(folder.resolve(file), "x");
    }
    Files.writeString(folder.resolve("a/z.py"), "x");
    Files.createSymbolicLink(folder.resolve("secret"), Path.of("/etc/passwd"));
    Files.createSymbolicLink(folder.resolve("a/up"), Path.of("../../x"));
    Files.createSymbolicLink(folder.resolve("a/loop"), Path.of(".."));

    CommandShell shell = shell();
    assertThat(shell.run("run", "--detach", "--", "true")).isZero();

    assertThat(body(0)).containsOnlyOnce("\"path\"").contains("a/z.py", "\"a/loop\":\"..\"");
    assertThat(shell.err())
        .contains("'secret' is left out: it is a link to /etc/passwd, outside of this folder")
        .contains("'a/up' is left out");
  }

  @Test
  void run_tooLargeFolder_isRefusedWithTheWaysOut() throws IOException {
    Files.createDirectories(folder.resolve("data"));
    try (RandomAccessFile file =
        new RandomAccessFile(folder.resolve("data/big.bin").toFile(), "rw")) {
      file.setLength(600_000_000);
    }
    CommandShell shell = shell();
    assertThat(shell.run("run", "--detach", "--", "true")).isNotZero();
    assertThat(shell.err())
        .contains("too large", "600 MB", "data/", "500 MB")
        .contains(".arkwrightignore", "dataset import", "--in-place", "--no-snapshot");
    assertThat(sent()).isEmpty();

    Files.writeString(folder.resolve(".arkwrightignore"), "data/\n");
    CommandShell again = shell();
    assertThat(again.run("run", "--detach", "--", "true")).isZero();
    assertThat(again.err()).contains("ignored: data/");
  }

  @Test
  void run_activeEnvironment_comesAlong() throws IOException {
    Path venv = folder.resolve("venv");
    Files.createDirectories(venv.resolve("bin"));
    Files.writeString(venv.resolve("pyvenv.cfg"), "");
    Path python = Files.writeString(venv.resolve("bin/python"), "");
    assertThat(python.toFile().setExecutable(true)).isTrue();

    CommandShell shell = shell().with("VIRTUAL_ENV", venv.toString()).with("TOKEN", "t");
    assertThat(
            shell.run("run", "--detach", "--env", "TOKEN", "--env", "A=b", "--", "python", "x.py"))
        .isZero();
    assertThat(body(0))
        .contains("\"env\":{\"VIRTUAL_ENV\":\"%s\",\"TOKEN\":\"t\",\"A\":\"b\"}".formatted(venv))
        .contains("\"command\":[\"python\",\"x.py\"]");

    assertThat(shell().run("run", "--detach", "--", "venv/bin/python", "x.py")).isZero();
    assertThat(body(1)).contains("\"command\":[\"" + python + "\",\"x.py\"]");
  }

  @Test
  void run_wholePathOfALinkWithinTheFolder_leadsWithinTheCopy() throws IOException {
    Files.createDirectories(folder.resolve("a"));
    Path root = folder.toRealPath();
    Files.writeString(folder.resolve("x.py"), "x");
    Files.createSymbolicLink(folder.resolve("a/x.py"), root.resolve("x.py"));
    Files.createSymbolicLink(folder.resolve("all"), root);

    assertThat(shell().run("run", "--detach", "--", "true")).isZero();

    assertThat(body(0)).contains("\"links\":{\"a/x.py\":\"../x.py\",\"all\":\".\"}");
  }

  @Test
  void run_thousandsOfLinksOutside_areNamedByTheFirst() throws IOException {
    Files.writeString(folder.resolve("x.py"), "x");
    for (int i = 0; i < 50; i++) {
      Files.createSymbolicLink(folder.resolve("link" + i), Path.of("/etc/passwd"));
    }

    CommandShell shell = shell();
    assertThat(shell.run("run", "--detach", "--", "true")).isZero();

    assertThat(shell.err().lines().filter(line -> line.contains("is left out"))).hasSize(3);
    assertThat(shell.err()).contains("47 more are left out likewise");
  }

  @Test
  void run_environmentOfConda_travelsNotAndItsPythonRuns() throws IOException {
    Path python = program("env/bin/python");
    Files.createDirectories(folder.resolve("env/conda-meta"));
    Files.writeString(folder.resolve("x.py"), "x");

    assertThat(shell().run("run", "--detach", "--", "env/bin/python", "x.py")).isZero();

    assertThat(body(0)).containsOnlyOnce("\"path\"");
    assertThat(body(1)).contains("\"command\":[\"" + python + "\",\"x.py\"]");
  }

  @Test
  void run_environmentWhosePythonIsGone_isRefusedByName() throws IOException {
    program("venv/bin/pip");
    Files.writeString(folder.resolve("venv/pyvenv.cfg"), "");
    Path python = folder.resolve("venv/bin/python");
    Files.createSymbolicLink(python, Path.of("/nonexistent/python3"));

    CommandShell named = shell();
    assertThat(named.run("run", "--", "venv/bin/python", "x.py")).isEqualTo(2);
    assertThat(named.err()).contains(python + " leads to a program that is gone");
    CommandShell active = shell().with("VIRTUAL_ENV", folder.resolve("venv").toString());
    assertThat(active.run("run", "--", "python", "x.py")).isEqualTo(2);
    assertThat(active.err()).contains(python + " leads to a program that is gone");
    CommandShell other = shell();
    assertThat(other.run("run", "--", "venv/bin/torchrun", "x.py")).isEqualTo(2);
    assertThat(other.err())
        .contains("venv/bin/torchrun is not a program of the virtual environment");
  }

  @Test
  void run_fileAboveTheFolder_isSaidNotToTravel() throws IOException {
    Files.writeString(folder.resolve("x.py"), "x");
    Path below = Files.createDirectories(folder.resolve("below"));

    CommandShell shell = shell().in(below);
    assertThat(shell.run("run", "--detach", "--", "python3", "../x.py")).isZero();

    assertThat(shell.err()).contains("../x.py is outside of this folder and does not travel");
  }

  private Path program(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    assertThat(Files.writeString(file, "").toFile().setExecutable(true)).isTrue();
    return file;
  }

  @Test
  void run_unsetVariable_isAUsageError() {
    CommandShell shell = shell();
    assertThat(shell.run("run", "--env", "NOT_SET_HERE", "--", "true")).isEqualTo(2);
    assertThat(shell.err()).contains("--env is 'NOT_SET_HERE'");
  }

  @Test
  void run_serverElsewhere_refusesThisFolderByName() {
    CommandShell shell = shell().with("ARKWRIGHT_URL", "https://cluster.example:7117");
    assertThat(shell.run("run", "--in-place", "--", "true")).isEqualTo(2);
    assertThat(shell.err()).contains("--in-place names a folder of this machine");
  }

  @Test
  void run_workdirThatIsAFile_isAUsageError() {
    CommandShell shell = shell();
    assertThat(shell.run("run", "--workdir", "/etc/passwd", "--", "true")).isEqualTo(2);
    assertThat(shell.err()).contains("--workdir /etc/passwd is a file; expected a folder");
  }

  @Test
  void run_scriptsThatAreNone_areRefusedByName() throws IOException {
    Files.write(folder.resolve("lat.sh"), new byte[] {'a', '\n', (byte) 0xe9, '\n'});
    Files.writeString(folder.resolve("empty.sh"), " \n");
    Files.write(folder.resolve("binary"), new byte[] {'a', 0, 'b'});
    Files.writeString(folder.resolve("train.py"), "import sys\n");
    assertScriptRefused(
        "train.py", "#!/usr/bin/env python3, or give the command: -- python3 train.py");
    assertScriptRefused("lat.sh", "not UTF-8 text: byte 0xE9 in line 2");
    assertScriptRefused("empty.sh", "which is empty");
    assertScriptRefused("binary", "no text");
    assertScriptRefused("gone.sh", "no such file");
    assertScriptRefused(".", "a folder; expected a file");
  }

  private void assertScriptRefused(String file, String why) {
    CommandShell shell = shell();
    assertThat(shell.run("run", "--script", file)).isNotZero();
    assertThat(shell.err()).contains("--script is '" + file + "'", why);
  }

  @Test
  void run_scriptWithAByteOrderMark_keepsItsInterpreter() throws IOException {
    Files.writeString(folder.resolve("bom.py"), "\uFEFF#!/usr/bin/env python3\nprint(1)\n");
    assertThat(shell().run("run", "--detach", "--no-snapshot", "--script", "bom.py")).isZero();
    assertThat(body(0)).contains("\"script\":\"#!/usr/bin/env python3");
  }

  @Test
  void run_refusedOptions_areNamedAsOptions() {
    FakeApi refusing = new FakeApi();
    refusing.on(
        "POST /jobs",
        400,
        """
        {"detail":"line 1: resources.cpus is 'abc', expected cores (and 1 more)","problems":[
         {"line":1,"column":2,"field":"resources.cpus","value":"abc","expected":"cores",
          "message":"line 1: resources.cpus is 'abc', expected cores"},
         {"line":1,"column":9,"field":"env.RANK","value":"7","expected":"a name",
          "message":"line 1: env.RANK is set by the platform"}]}
        """);
    CommandShell shell = CommandShell.at(refusing).in(folder);
    assertThat(shell.run("run", "--cpus", "abc", "--env", "RANK=7", "--", "true")).isEqualTo(2);
    assertThat(shell.err())
        .contains("--cpus is 'abc', expected cores", "--env RANK is set by the platform")
        .doesNotContain("line 1");
    refusing.close();
  }

  @Test
  void run_argumentThatIsNotUtf8_isRefused() {
    CommandShell shell = shell();
    assertThat(shell.run("run", "--", "echo", "caf\uFFFD")).isEqualTo(2);
    assertThat(shell.err()).contains("bytes that are not UTF-8");
    assertThat(sent()).isEmpty();
  }

  @Test
  void submit_fileBesideItsCode_takesItsFolderAlong() throws IOException {
    Path sub = Files.createDirectories(folder.resolve("sub"));
    Files.writeString(sub.resolve("train.py"), "print(1)\n");
    Files.writeString(sub.resolve("job.yaml"), "command: [python3, train.py]\n");

    assertThat(shell().run("submit", "sub/job.yaml")).isZero();

    assertThat(body(0)).contains("\"path\":\"job.yaml\"", "\"path\":\"train.py\"");
    assertThat(sent().get(1).line()).isEqualTo("POST /jobs?snapshot=" + DIGEST);
    assertThat(body(1)).isEqualTo("command: [python3, train.py]\n");
  }

  @Test
  void submit_fileThatNamesItsFolderOrIsNone_sendsNothing() throws IOException {
    for (String spec :
        List.of(
            "{command: [a], workingDirectory: /tmp}",
            "{command: [a], snapshot: %s}".formatted(DIGEST),
            "nothing: [of, the kind")) {
      Files.writeString(folder.resolve("job.yaml"), spec);
      assertThat(shell().run("submit", "job.yaml")).isZero();
    }
    assertThat(shell().run("submit", "--no-snapshot", "job.yaml")).isZero();
    assertThat(shell().typing("command: [a]").run("submit", "-")).isZero();

    assertThat(sent()).extracting(FakeApi.Request::line).containsOnly("POST /jobs");
  }

  @Test
  void deploy_ownServer_travelsAndRunsItsScript() throws IOException {
    Files.writeString(folder.resolve("serve.sh"), "#!/bin/bash -e\nexec python3 server.py $1\n");
    api.on("PUT /projects/default/deployments/web", 200, "{}");
    CommandShell shell = shell();
    assertThat(shell.run("deploy", "--detach", "web", "--script", "serve.sh", "--", "{port}"))
        .as(shell.err())
        .isZero();
    assertThat(body(1))
        .contains("\"command\":[\"/bin/bash\",\"-e\",\"serve.sh\",\"{port}\"]")
        .contains("\"snapshot\":\"" + DIGEST + "\"");
  }

  private CommandShell shell() {
    return CommandShell.at(api).in(folder).with("HOME", "/nonexistent");
  }

  private String body(int request) {
    return sent().get(request).body();
  }

  /** What was sent, but for the question whether the values are right, which comes first. */
  private List<FakeApi.Request> sent() {
    return api.requests().stream()
        .filter(request -> !request.line().equals("POST /jobs/check"))
        .toList();
  }
}
