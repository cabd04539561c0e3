package org.arkwright.system.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's search for a JDK among folders of which some only look like one. */
class LauncherTest {
  private static final Path LAUNCHER = Path.of("../arkwright").toAbsolutePath().normalize();
  @TempDir private Path folder;
  private Path tools;

  @BeforeEach
  void toolsWithoutJava() throws IOException {
    assertThat(LAUNCHER).exists();
    tools = Files.createDirectory(folder.resolve("tools"));
    for (String tool : List.of("sh", "readlink", "dirname", "basename", "env")) {
      program(tools.resolve(tool), "exec /usr/bin/" + tool + " \"$@\"");
    }
    // Not root, so that nothing is installed during a test.
    program(tools.resolve("id"), "echo 1000");
  }

  @Test
  void javaHome_newEnough_isTaken() throws Exception {
    Path home = jdk("my jdk", "25.0.3");

    assertThat(search(Map.of("JAVA_HOME", home.toString()))).isEqualTo(home + "\n");
  }

  @Test
  void javaHome_tooOld_fallsBackToThePath() throws Exception {
    Path old = jdk("old", "17.0.11");
    Path newer = jdk("newer", "26");
    Files.createSymbolicLink(tools.resolve("java"), newer.resolve("bin/java"));

    assertThat(search(Map.of("JAVA_HOME", old.toString()))).isEqualTo(newer + "\n");
  }

  @Test
  void folders_firstNewEnough_isTaken() throws Exception {
    jdk("jvm/a-17", "17.0.11");
    jdk("jvm/b-9", "9.0.4");
    jdk("jvm/c-1.8", "1.8.0_402");
    Path early = jdk("jvm/d-27-ea", "27-ea");

    assertThat(search(Map.of())).isEqualTo(early + "\n");
  }

  @Test
  void folders_runtimeWithoutCompiler_isNotTaken() throws Exception {
    Path runtime = jdk("jvm/jre", "25");
    Files.delete(runtime.resolve("bin/javac"));

    assertThat(search(Map.of()))
        .contains("needs a JDK of version 25 or newer", "adoptium.net", "JAVA_HOME");
  }

  @Test
  void link_fromAnotherFolder_findsTheTree() throws Exception {
    Path home = jdk("jdk", "25");
    Path links = Files.createDirectory(folder.resolve("a folder of links"));
    Path first = Files.createSymbolicLink(links.resolve("first"), LAUNCHER);
    Path second = Files.createSymbolicLink(links.resolve("second"), Path.of("first"));

    assertThat(first).exists();
    assertThat(run(second, Map.of("JAVA_HOME", home.toString()))).isEqualTo(home + "\n");
  }

  @Test
  void dist_usesItsOwnRuntime() throws Exception {
    Path dist = Files.createDirectory(folder.toRealPath().resolve("a dist"));
    Path launcher = Files.copy(LAUNCHER, dist.resolve("arkwright"));
    Path shared = Path.of("launcher/toolchain.sh");
    Files.createDirectory(dist.resolve("launcher"));
    Files.copy(LAUNCHER.resolveSibling(shared), dist.resolve(shared));
    Path runtime = Files.createDirectory(dist.resolve("runtime"));

    assertThat(run(launcher, Map.of("JAVA_HOME", jdk("jdk", "25").toString())))
        .isEqualTo(runtime + "\n");
    Files.createFile(dist.resolve("pom.xml"));
    assertThat(run(launcher, Map.of())).as("sources are no dist").contains("needs a JDK");
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = folder.toRealPath().resolve(name);
    Path bin = Files.createDirectories(home.resolve("bin"));
    Files.writeString(
        home.resolve("release"),
        "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"%s\"\nOS_NAME=\"Linux\"\n".formatted(version));
    for (String program : List.of("java", "javac")) {
      program(bin.resolve(program), "exit 1");
    }
    return home;
  }

  private static void program(Path file, String line) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + line + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private String search(Map<String, String> environment) throws Exception {
    return run(LAUNCHER, environment);
  }

  private String run(Path launcher, Map<String, String> environment) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", launcher.toString(), "--print-jdk")
            .directory(folder.toFile())
            .redirectErrorStream(true);
    Map<String, String> all = new TreeMap<>(environment);
    all.put("PATH", tools.toString());
    all.put("ARKWRIGHT_JDK_FOLDERS", folder.toRealPath().resolve("jvm").toString());
    builder.environment().clear();
    builder.environment().putAll(all);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isBetween(0, 1);
    return output;
  }
}
