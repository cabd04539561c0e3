package org.arkwright.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.Isolation;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.node.EnforcedLimit;
import org.arkwright.model.unit.Bytes;
import org.arkwright.worker.rank.RankCommand;
import org.arkwright.worker.rank.RankEntry;
import org.arkwright.worker.rank.RankIsolation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ways out of the sandbox, each tried in a real one. */
@Tag("bubblewrap")
@Timeout(120)
final class SandboxTest {
  /** The user id from /proc/self/status, without a program that looks it up. */
  private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

  @TempDir Path home;
  private Path worker;
  private Path workRoot;
  private AttemptId attempt;
  private Path work;
  private IsolationMechanisms mechanisms;

  @BeforeEach
  void probe() throws IOException {
    worker = Files.createDirectory(home.resolve("worker"));
    workRoot = Files.createDirectory(home.resolve("work"));
    Files.writeString(home.resolve("admin.token"), "secret");
    attempt = IsolatedRank.newAttempt();
    work = Files.createDirectory(workRoot.resolve(attempt.toString()));
    mechanisms = IsolationMechanisms.probe(worker, workRoot);
    assumeThat(sandbox().mechanism()).as("bubblewrap works: " + sandbox().detail()).isPresent();
  }

  @AfterEach
  void close() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    mechanisms.close();
    while (System.nanoTime() < deadline
        && Files.readAllLines(worker.resolve("groups")).stream()
            .map(line -> Path.of(line.substring(line.indexOf(' ') + 1)))
            .anyMatch(Files::exists)) {
      Thread.sleep(10);
      mechanisms.close();
    }
  }

  @Test
  void homeOfTheServer_isNotThere() throws Exception {
    holds(
        "[ ! -e "
            + home.resolve("admin.token")
            + " ] && [ ! -e "
            + worker
            + " ]"
            + " && [ -z \"$(ls -A "
            + workRoot
            + " | grep -v "
            + attempt
            + ")\" ]"
            + " && [ ! -e /root ] && [ ! -e /etc/shadow ] && [ ! -e /home ]");
  }

  @Test
  void user_isNeitherRootNorGivenItsGroups() throws Exception {
    assumeThat(ROOT).as("the worker is root").isTrue();
    holds("[ \"$(id -u)\" -gt 60000 ] && [ \"$(id -G)\" = \"$(id -u)\" ] && id -un | grep job");
  }

  @Test
  void settingsOfTheKernel_cannotBeWritten() throws Exception {
    holds(
        "for f in /proc/sys/kernel/core_pattern /proc/sys/kernel/hostname /proc/sysrq-trigger; do"
            + " (: >> $f) 2>/dev/null && exit 1; done; exit 0");
  }

  @Test
  void capabilities_areNone_andNoneCanBeGained() throws Exception {
    IsolatedRank.Ended ended = run("cat /proc/self/status", Map.of());
    assertThat(ended.output())
        .contains("NoNewPrivs:\t1", "Seccomp:\t2", "CapEff:\t0000000000000000");
    if (ROOT) {
      assertThat(ended.output()).contains("CapBnd:\t0000000000000000");
    }
  }

  @Test
  void writing_isPossibleInTheJobsFoldersAlone() throws Exception {
    holds(
        "echo kept > file && echo gone > /tmp/file && echo shared > /dev/shm/file"
            + " && ! (: > /etc/a) 2>/dev/null && ! (: > /usr/a) 2>/dev/null"
            + " && ! (: > /a) 2>/dev/null && ! mkdir "
            + home.resolve("a")
            + " 2>/dev/null");
    assertThat(work.resolve("file")).hasContent("kept");
    assertThat(Path.of("/tmp/file")).doesNotExist();
  }

  @Test
  void preloadedLibrary_reachesNothingOutside() throws Exception {
    // A library that does not exist is complained about by each program that was told to load it.
    IsolatedRank.Ended ended =
        run("exec /bin/true", Map.of("LD_PRELOAD", "/work/evil.so", "BASH_ENV", "/x", "ENV", "/x"));
    assertThat(ended.output().lines().filter(line -> line.contains("evil.so"))).hasSize(2);
    assertThat(ended.output()).doesNotContain("bwrap", "setpriv");
  }

  @Test
  void preloadedLibrary_ofAProcessRank_reachesOnlyTheCommand() throws Exception {
    JobSpec spec = IsolatedRank.spec(1000, Bytes.ZERO, Isolation.PROCESS);
    try (RankIsolation rank = mechanisms.open(attempt, 0, spec)) {
      Process process =
          IsolatedRank.start(rank, work, "exec /bin/true", Map.of("LD_PRELOAD", "/work/evil.so"));
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(output.lines().filter(line -> line.contains("evil.so"))).hasSize(2);
    }
  }

  @Test
  void variables_arriveAsTheyAre() throws Exception {
    String odd = "it's \"two\"\nlines $HOME `id` \\";
    IsolatedRank.Ended ended =
        run("printf %s \"$ODD\"; env | grep '^UID='", Map.of("ODD", odd, "UID", "x"));
    assertThat(ended.output()).isEqualTo(odd + "UID=x\n");
  }

  @Test
  void namespacesAndMounts_cannotBeMade() throws Exception {
    holds(
        "for n in -U -m -n -p -C -i -u -T; do unshare $n true 2>/dev/null && exit 1; done;"
            + " mount -t tmpfs none /tmp 2>/dev/null && exit 2;"
            + " [ ! -e /sys/fs/cgroup ] || exit 3; exit 0");
  }

  @Test
  void memoryLimit_cannotBeRaised() throws Exception {
    assumeThat(mechanism("memory")).as("memory is limited by a group").startsWith("cgroup");
    String script =
        "unshare -Umr sh -c 'mkdir /tmp/c && mount -t cgroup -o memory none /tmp/c"
            + " && echo -1 > /tmp/c/memory.memsw.limit_in_bytes;"
            + " echo -1 > /tmp/c/memory.limit_in_bytes' 2>/dev/null;"
            + " find / -name memory.limit_in_bytes -o -name memory.max 2>/dev/null | grep .";
    assertThat(run(script, Map.of()).output()).isEmpty();
    IsolatedRank.Ended hog = run("tail /dev/zero", Map.of());
    assertThat(hog.code()).isEqualTo(137);
  }

  @Test
  void tracingAndKeys_areNotPermitted() throws Exception {
    Path python = Path.of("/usr/bin/python3");
    assumeThat(python).exists();
    String script =
        """
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        def refused(*call):
            assert libc.syscall(*call) == -1 and ctypes.get_errno() in (1, 38), call
        machine = os.uname().machine
        numbers = {'x86_64': dict(ptrace=101, add_key=248, keyctl=250, bpf=321, setns=308,
                                  perf=298, mount=165, unshare=272, uffd=323),
                   'aarch64': dict(ptrace=117, add_key=217, keyctl=219, bpf=280, setns=268,
                                   perf=241, mount=40, unshare=97, uffd=282)}[machine]
        refused(numbers['ptrace'], 16, 1, 0, 0)
        refused(numbers['ptrace'], 0, 0, 0, 0)
        refused(numbers['add_key'], b'user', b'a', b'b', 1, -4)
        refused(numbers['keyctl'], 0, -4, 1)
        refused(numbers['bpf'], 0, 0, 0)
        refused(numbers['perf'], 0, 0, -1, -1, 0)
        refused(numbers['uffd'], 0)
        refused(numbers['unshare'], 0x10000000)
        refused(435, 0, 0)
        refused(425, 1, 0)
        if machine == 'x86_64':
            refused(56, 0x10000000 | 17, 0, 0, 0, 0)
        pid = os.fork()
        if pid == 0:
            os._exit(7)
        assert os.waitpid(pid, 0)[1] >> 8 == 7
        import threading
        t = threading.Thread(target=lambda: None); t.start(); t.join()
        """;
    Files.writeString(work.resolve("attack.py"), script);
    holds("/usr/bin/python3 attack.py");
  }

  @Test
  void firstProcess_cannotBeStopped() throws Exception {
    holds("kill -STOP 1; kill -KILL 1; [ -d /proc/1 ]");
  }

  @Test
  void network_ofAnOfflineSandbox_isItsOwnLoopback() throws Exception {
    holds(
        Isolation.SANDBOX_OFFLINE,
        "[ \"$(ls /proc/sys/net/ipv4/conf | xargs)\" = 'all default lo' ]");
    holds("grep -q . /proc/net/route || ls /proc/sys/net/ipv4/conf");
  }

  @Test
  void workingDirectory_thatNobodyAllowed_isRefused() throws Exception {
    for (Path folder : List.of(Path.of("/etc"), home, worker, Path.of("/root"), Path.of("/var"))) {
      JobSpec spec = IsolatedRank.spec(1000, Bytes.ZERO, Isolation.SANDBOX);
      try (RankIsolation rank = mechanisms.open(attempt, 0, spec)) {
        assertThatThrownBy(() -> IsolatedRank.start(rank, folder, "true"))
            .hasMessageContaining(folder + " is not in the sandbox")
            .hasMessageContaining("sandbox.writable");
      }
    }
  }

  @Test
  void foldersOfTheSite_areThereAsTheSiteSays() throws Exception {
    Path data = Files.writeString(Files.createDirectory(home.resolve("data")).resolve("a"), "1");
    Path outside = Files.createTempDirectory(Path.of("/var/tmp"), "sandbox");
    Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.writeString(outside.resolve("a"), "1");
    mechanisms =
        IsolationMechanisms.probe(worker, workRoot, List.of(data.getParent()), List.of(outside));
    try {
      JobSpec spec = IsolatedRank.spec(1000, Bytes.ZERO, Isolation.SANDBOX);
      try (RankIsolation rank = mechanisms.open(attempt, 0, spec)) {
        IsolatedRank.Ended ended =
            IsolatedRank.run(rank, outside, "cat a && echo 2 > b && [ ! -e " + data + " ]");
        assertThat(ended.code()).as(ended.output()).isZero();
      }
      assertThat(outside.resolve("b")).hasContent("2");
    } finally {
      new ProcessBuilder("rm", "-rf", outside.toString()).start().waitFor();
    }
  }

  @Test
  void programOfAServersFolder_isRefused() {
    JobSpec spec = IsolatedRank.spec(1000, Bytes.ZERO, Isolation.SANDBOX);
    assertThatThrownBy(
            () -> {
              try (RankIsolation rank = mechanisms.open(attempt, 0, spec)) {
                rank.enter(
                    new org.arkwright.worker.rank.RankCommand(
                        List.of(home.resolve("tool").toString()),
                        new TreeMap<>(),
                        work,
                        worker.resolve("entry")));
              }
            })
        .hasMessageContaining("is in a folder of the server");
  }

  @Test
  void programElsewhere_isThereWithItsInterpreterAlone() throws Exception {
    Path folder = Files.createTempDirectory(Path.of("/var/tmp"), "tools");
    try {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.writeString(folder.resolve("secret"), "1");
      Path tool = Files.writeString(folder.resolve("tool"), "#!/bin/sh\nls -A " + folder + "\n");
      Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
      JobSpec spec = IsolatedRank.spec(1000, Bytes.ZERO, Isolation.SANDBOX);
      try (RankIsolation rank = mechanisms.open(attempt, 0, spec)) {
        Process process = IsolatedRank.start(rank, work, List.of(tool.toString()), Map.of());
        assertThat(process.inputReader().lines()).containsExactly("tool");
      }
    } finally {
      new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor();
    }
  }

  @Test
  void firstLineLongerThanTheKernelReads_givesNoFile() throws Exception {
    Path folder = Files.createTempDirectory(Path.of("/var/tmp"), "private");
    try {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      Path secret = Files.writeString(folder.resolve("key"), "1");
      String line = "#!" + "/".repeat(254 - secret.toString().length()) + secret;
      for (String first : List.of(line + "x", "#!" + secret, "#!" + secret + "\u000b")) {
        Path tool = work.resolve("tool");
        Files.writeString(tool, first + "\ncat " + secret + "\n");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
        JobSpec spec = IsolatedRank.spec(1000, Bytes.ZERO, Isolation.SANDBOX);
        try (RankIsolation rank = mechanisms.open(attempt, 0, spec)) {
          RankEntry entry =
              rank.enter(
                  new RankCommand(
                      List.of(tool.toString()), new TreeMap<>(), work, home.resolve("entry")));
          assertThat(entry.argv()).as(first).doesNotContain(secret.toString());
        }
      }
    } finally {
      new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor();
    }
  }

  @Test
  void pythonBesideOtherPrograms_isThereWithoutTheirData() throws Exception {
    Path local = Files.createTempDirectory(Path.of("/var/tmp"), "local");
    try {
      Files.setPosixFilePermissions(local, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.createDirectories(local.resolve("lib/python3.11"));
      Files.createDirectories(local.resolve("share/keyrings"));
      Path tool = Files.createDirectories(local.resolve("bin")).resolve("tool");
      Files.writeString(tool, "#!/bin/sh\nls " + local + "\n");
      Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
      JobSpec spec = IsolatedRank.spec(1000, Bytes.ZERO, Isolation.SANDBOX);
      try (RankIsolation rank = mechanisms.open(attempt, 0, spec)) {
        Process process = IsolatedRank.start(rank, work, List.of(tool.toString()), Map.of());
        assertThat(process.inputReader().lines()).containsExactly("bin", "lib");
      }
    } finally {
      new ProcessBuilder("rm", "-rf", local.toString()).start().waitFor();
    }
  }

  @Test
  void socketsToTheHostOfAVirtualMachine_cannotBeMade() throws Exception {
    Path python = Path.of("/usr/bin/python3");
    assumeThat(python).exists();
    for (Isolation each : List.of(Isolation.SANDBOX, Isolation.SANDBOX_OFFLINE)) {
      holds(
          each,
          "/usr/bin/python3 -c 'import socket; socket.socket(40, 1)' 2>&1"
              + " | grep -q 'Address family not supported' && /usr/bin/python3 -c 'import socket;"
              + " socket.socket(); socket.socket(socket.AF_UNIX)'");
    }
  }

  @Test
  void processesOfAllRanks_leaveSomeToTheMachine() throws Exception {
    assumeThat(mechanism("processes")).as("processes are limited by a group").startsWith("cgroup");
    ProcessRoom room = ProcessRoom.find(Path.of("/proc"));
    assertThat(room.rank()).isGreaterThan(100).isLessThan(room.all());
    try (RankIsolation _ = open(Isolation.SANDBOX)) {
      for (String line : Files.readAllLines(worker.resolve("groups"))) {
        Path root = Path.of(line.substring(line.indexOf(' ') + 1));
        Path all = root.resolve("pids.max");
        if (Files.exists(all)) {
          assertThat(all).hasContent(Long.toString(room.all()));
          assertThat(root.resolve(attempt + "-0/pids.max")).hasContent(Long.toString(room.rank()));
        }
      }
    }
  }

  @Test
  void home_thatIsNotInTheSandbox_isTheWorkingFolder() throws Exception {
    assertThat(run("printf %s \"$HOME\"", Map.of("HOME", home.toString())).output())
        .isEqualTo(work.toString());
  }

  @Test
  void programOfAFolderInPath_givesWayToItsNamesakeInAVisibleOne() throws Exception {
    Path shims = Files.createTempDirectory(Path.of("/var/tmp"), "shims");
    try {
      Path shim = Files.writeString(shims.resolve("printf"), "#!/bin/sh\nexec /nowhere/printf\n");
      Files.setPosixFilePermissions(shim, PosixFilePermissions.fromString("rwxr-xr-x"));
      JobSpec spec = IsolatedRank.spec(1000, Bytes.ZERO, Isolation.SANDBOX);
      try (RankIsolation rank = mechanisms.open(attempt, 0, spec)) {
        Process process =
            IsolatedRank.start(
                rank,
                work,
                List.of(shim.toString(), "found"),
                Map.of("PATH", shims + ":/usr/bin:/bin"));
        assertThat(process.inputReader().lines()).containsExactly("found");
      }
    } finally {
      new ProcessBuilder("rm", "-rf", shims.toString()).start().waitFor();
    }
  }

  @Test
  void setUserIdBits_areGoneAfterwards_andTheFilesAreTheServers() throws Exception {
    assumeThat(ROOT).as("the worker is root").isTrue();
    holds("cp /bin/true evil && chmod 6755 evil && ln -s /etc/passwd link");
    mechanisms.handBack(attempt);
    assertThat((int) Files.getAttribute(work.resolve("evil"), "unix:mode") & 07777).isEqualTo(0755);
    assertThat(Files.getAttribute(work.resolve("evil"), "unix:uid")).isEqualTo(0);
    assertThat(Files.getAttribute(Path.of("/etc/passwd"), "unix:uid")).isEqualTo(0);
  }

  @Test
  void askedToStop_grantsTheCommandItsGracePeriod() throws Exception {
    try (RankIsolation rank = open(Isolation.SANDBOX)) {
      Process process =
          IsolatedRank.start(
              rank,
              work,
              "trap 'echo saved; exit 7' TERM; echo ready; while :; do sleep 0.05; done");
      BufferedReader output = process.inputReader();
      assertThat(output.readLine()).isEqualTo("ready");

      // not to the launcher's own shell, which in a worker catches the signal
      process.descendants().forEach(ProcessHandle::destroy);

      assertThat(output.lines()).contains("saved");
      assertThat(process.waitFor()).isEqualTo(7);
    }
  }

  private void holds(String script) throws Exception {
    holds(Isolation.SANDBOX, script);
  }

  private void holds(Isolation isolation, String script) throws Exception {
    try (RankIsolation rank = open(isolation)) {
      IsolatedRank.Ended ended = IsolatedRank.run(rank, work, script);
      assertThat(ended.code()).as(ended.output()).isZero();
    }
  }

  private IsolatedRank.Ended run(String script, Map<String, String> variables) throws Exception {
    try (RankIsolation rank = open(Isolation.SANDBOX)) {
      Process process = IsolatedRank.start(rank, work, script, variables);
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new IsolatedRank.Ended(process.waitFor(), output);
    }
  }

  private RankIsolation open(Isolation isolation) throws IOException {
    JobSpec spec = IsolatedRank.spec(1000, Bytes.ofMebibytes(64), isolation);
    mechanisms.grant(IsolatedRank.launch(attempt, spec));
    return mechanisms.open(attempt, 0, spec);
  }

  private String mechanism(String limit) {
    return mechanisms.limits().stream()
        .filter(found -> found.name().equals(limit))
        .findFirst()
        .flatMap(EnforcedLimit::mechanism)
        .orElse("nothing");
  }

  private EnforcedLimit sandbox() {
    return mechanisms.limits().getLast();
  }
}
