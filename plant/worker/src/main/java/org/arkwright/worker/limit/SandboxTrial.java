package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.arkwright.artifact.blob.SealedFolder;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Isolation;
import org.arkwright.worker.rank.EntryScript;
import org.arkwright.worker.rank.RankCommand;
import org.arkwright.worker.rank.RankEntry;

/** Tries in a real sandbox what no job may do, and what every job must be able to do. */
final class SandboxTrial {
  private static final AttemptId ATTEMPT = new AttemptId(JobId.of(0, 0), 1);

  /** What went wrong, by the exit code of {@link #SCRIPT}. */
  private static final Map<Integer, String> FAULTS =
      new TreeMap<>(
          Map.of(
              41, "a job would be root",
              42, "a job could change the kernel's settings in /proc/sys",
              43, "a job would see the server's folders",
              44, "a job could change the system's folders",
              45, "a job would have capabilities or could gain them",
              46, "the filter of system calls does not hold",
              47, "a job could make namespaces of its own",
              48, "a job could not write to its own folder"));

  /** Shell only: nothing else need be installed for a trial to fail. */
  private static final String SCRIPT =
      """
      exec 2> /dev/null
      uid= nnp= seccomp= caps=
      while read -r name value rest; do
        case $name in
          Uid:) uid=$value ;;
          NoNewPrivs:) nnp=$value ;;
          Seccomp:) seccomp=$value ;;
          CapEff: | CapPrm: | CapInh: | CapBnd: | CapAmb:) caps=$caps$value ;;
        esac
      done < /proc/self/status
      [ "$uid" != 0 ] || exit 41
      (: > /proc/sys/kernel/core_pattern) && exit 42
      (: >> /proc/sys/kernel/core_pattern) && exit 42
      [ ! -e "$1" ] || exit 43
      (: > /usr/arkwright-trial) && exit 44
      (: > /etc/arkwright-trial) && exit 44
      [ "$nnp" = 1 ] || exit 45
      case $caps in *[!0]*) [ "$2" = own ] || caps=0; [ "$caps" = 0 ] || exit 45 ;; esac
      [ "$seccomp" = 2 ] || exit 46
      if command -v unshare > /dev/null; then
        unshare -U true && exit 47
        unshare -m true && exit 47
      fi
      : > "$3/written" || exit 48
      """;

  private final Sandbox sandbox;
  private final Path folder;

  SandboxTrial(Sandbox sandbox, Path folder) {
    this.sandbox = sandbox;
    this.folder = folder.toAbsolutePath();
  }

  /** Throws, with the reason, unless the sandbox holds. */
  void run() throws IOException {
    Path place = folder.resolve("sandbox-trial");
    Path work = Files.createDirectories(place.resolve("work"));
    Path secret = Files.writeString(place.resolve("secret"), "");
    try {
      OwnedFolders.give(work, sandbox.users(), ATTEMPT);
      List<String> argv =
          List.of(
              "/bin/sh",
              "-c",
              SCRIPT,
              "sh",
              secret.toString(),
              sandbox.hasOwnUser() ? "own" : "mapped",
              work.toString());
      TreeMap<String, String> variables = new TreeMap<>(Map.of("PATH", "/usr/bin:/bin"));
      RankEntry entry =
          sandbox.enter(
              new RankCommand(argv, variables, work, place.resolve("entry")),
              new Sandbox.Grant(ATTEMPT, work, List.of(), List.of(), false, Isolation.SANDBOX));
      MechanismTrial.Ended ended = MechanismTrial.run(asShell(entry));
      if (ended.status() != 0) {
        String fault = FAULTS.get(ended.status());
        throw new IOException(
            fault == null ? "bubblewrap cannot make one here: " + ended.summary() : fault);
      }
    } finally {
      SealedFolder.delete(place);
    }
  }

  private static List<String> asShell(RankEntry entry) {
    String line =
        String.join("\n", entry.preamble())
            + "\nexec "
            + String.join(" ", entry.argv().stream().map(EntryScript::quoted).toList());
    return List.of("/bin/sh", "-c", line);
  }
}
