package org.arkwright.worker.rank;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.job.Work;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found for the command that a job names. */
final class RankProgramTest {
  @TempDir Path folder;

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void find_pipe_isNoProgram_andIsNotWaitedFor() throws Exception {
    Path pipe = folder.resolve("tool");
    assertThat(new ProcessBuilder("mkfifo", "-m", "755", pipe.toString()).start().waitFor())
        .isZero();
    assertThat(found("./tool"))
        .isInstanceOfSatisfying(
            RankProgram.Missing.class,
            missing -> assertThat(missing.problem()).contains("./tool: is a pipe"));
    assertThat(Interpreter.of(pipe)).isEmpty();
  }

  @Test
  void find_interpreterThatIsMissing_isNamed() throws IOException {
    script("#! /opt/nowhere/python -u\n");
    assertThat(found("./tool"))
        .isInstanceOfSatisfying(
            RankProgram.Missing.class,
            missing -> assertThat(missing.problem()).contains("/opt/nowhere/python, which is not"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /bin/sh\\r | has line ends of Windows
          /old/venv/bin/python3 | make the virtual environment again
          """)
  void find_firstLineThatNamesNothing_saysWhyAndWhatToDo(String first, String expected)
      throws IOException {
    script("#!" + first.replace("\\r", "\r") + "\necho\n");

    assertThat(found("./tool"))
        .isInstanceOfSatisfying(
            RankProgram.Missing.class, missing -> assertThat(missing.problem()).contains(expected));
  }

  @Test
  void find_pathAboveTheFolder_saysThatOnlyTheFolderTravels() {
    assertThat(found("../run.sh"))
        .isInstanceOfSatisfying(
            RankProgram.Missing.class,
            missing ->
                assertThat(missing.problem()).contains("only the folder that a job is submitted"));
  }

  @Test
  void interpreter_isReadAsTheKernelReadsIt() throws IOException {
    assertThat(Interpreter.of(script("#!/bin/sh\n"))).contains(Path.of("/bin/sh"));
    assertThat(Interpreter.of(script("#! \t/bin/sh -e\n"))).contains(Path.of("/bin/sh"));
    assertThat(Interpreter.of(script("#!/bin/sh\u000b\n"))).contains(Path.of("/bin/sh\u000b"));
    assertThat(Interpreter.of(script("#!/" + "x/".repeat(150) + "\n"))).isEmpty();
    assertThat(Interpreter.of(script("echo\n"))).isEmpty();
    assertThat(Interpreter.of(folder)).isEmpty();
  }

  private Path script(String text) throws IOException {
    Path tool = Files.writeString(folder.resolve("tool"), text);
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    return tool;
  }

  private RankProgram found(String command) {
    return RankProgram.find(
        new Work.Command(List.of(command)),
        folder.resolve("script"),
        folder,
        path("/usr/bin:/bin"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          train.py | import sys | begin it with #!/usr/bin/env python3, or run it as python3 ./train.py
          a.R      | x <- 1     | #!/usr/bin/env Rscript
          tool     | BOM#!/bin/sh | begins with a byte order mark
          """)
  void find_scriptThatTheShellWouldTakeForItsOwn_isNotRun(String name, String text, String expected)
      throws IOException {
    Files.move(script(text.replace("BOM", "\uFEFF") + "\n"), folder.resolve(name));

    assertThat(found("./" + name))
        .isInstanceOfSatisfying(
            RankProgram.Missing.class, missing -> assertThat(missing.problem()).contains(expected));
  }

  @Test
  void find_builtinProgram_isArkwrightItself_withTheModelsFolder() throws IOException {
    script("#!/bin/sh\n");
    SortedMap<String, String> variables = path("/usr/bin:/bin");
    Work.Builtin serve =
        new Work.Builtin(Work.Program.SERVE, List.of("--name", "it's", "--threads", "2"));
    assertThat(RankProgram.find(serve, folder.resolve("script"), folder, variables))
        .isInstanceOfSatisfying(
            RankProgram.Missing.class,
            missing -> assertThat(missing.problem()).contains("without ARKWRIGHT_LAUNCHER"));
    String launcher = folder.resolve("tool").toString();
    variables.put("ARKWRIGHT_LAUNCHER", launcher);
    variables.put("ARKWRIGHT_INPUT_MODEL", "/models/a b");
    assertThat(RankProgram.find(serve, folder.resolve("script"), folder, variables))
        .isEqualTo(
            new RankProgram.Found(
                List.of(
                    launcher,
                    "work",
                    "serve",
                    "--model",
                    "/models/a b",
                    "--name",
                    "it's",
                    "--threads",
                    "2")));
    assertThat(
            RankProgram.find(
                new Work.Builtin(Work.Program.TRAIN, List.of("--steps", "3")),
                folder.resolve("script"),
                folder,
                variables))
        .isEqualTo(new RankProgram.Found(List.of(launcher, "work", "train", "--steps", "3")));
  }

  @Test
  void find_server_getsItsPortAndModel_andACommandKeepsItsBraces() throws IOException {
    script("#!/bin/sh\n");
    SortedMap<String, String> variables = path("/usr/bin:/bin");
    variables.put("ARKWRIGHT_PORT", "4711");
    variables.put("ARKWRIGHT_INPUT_MODEL", "/m");
    List<String> argv = List.of("./tool", "--port={port}", "{model}/x;y", "$HOME");
    assertThat(RankProgram.find(new Work.Server(argv), folder.resolve("script"), folder, variables))
        .isEqualTo(new RankProgram.Found(List.of("./tool", "--port=4711", "/m/x;y", "$HOME")));
    assertThat(
            RankProgram.find(new Work.Command(argv), folder.resolve("script"), folder, variables))
        .isEqualTo(new RankProgram.Found(argv));
  }

  private static SortedMap<String, String> path(String path) {
    return new TreeMap<>(Map.of("PATH", path));
  }

  @Test
  void find_scriptWithoutAFirstLine_isTheShells() throws IOException {
    script("echo hi\n");

    assertThat(found("./tool")).isInstanceOf(RankProgram.Found.class);
  }

  @Test
  void find_wholeCommandInQuotes_saysToGiveItsWordsApart() {
    RankProgram none =
        RankProgram.find(
            new Work.Command(List.of("python main.py 3")),
            folder.resolve("script"),
            folder,
            path("/a"));

    assertThat(none)
        .isInstanceOfSatisfying(
            RankProgram.Missing.class,
            missing -> assertThat(missing.problem()).contains("python main.py 3", "words apart"));
  }

  @Test
  void find_programThatIsNowhere_namesTheFirstFoldersOfALongPath() {
    RankProgram none =
        RankProgram.find(
            new Work.Command(List.of("nosuch")),
            folder.resolve("script"),
            folder,
            path("/a:/b:/c:/d:/e:/f"));

    assertThat(none)
        .isInstanceOfSatisfying(
            RankProgram.Missing.class,
            missing ->
                assertThat(missing.problem())
                    .startsWith(
                        "nosuch: command not found in PATH (/a, /b, /c and 3 more folders): "));
  }
}
