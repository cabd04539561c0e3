package org.arkwright.cli.command.experiment;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.TrackingClient;
import org.arkwright.cli.command.DownloadFolder;
import org.arkwright.cli.command.DownloadFolder.RemoteFile;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.model.unit.Bytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code experiment download}: writes the files of a run into a folder. */
@Command(name = "download", description = "Write a run's files into a new or empty folder.")
public final class RunDownloadCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final ProjectOption option = new ProjectOption();

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "The run's id or name; of a job JOB-ATTEMPT.")
  private String name = "";

  @Parameters(index = "1", paramLabel = "FOLDER", description = "The folder to write to.")
  private Path folder = Path.of("");

  public RunDownloadCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    TrackingClient tracking = option.tracking(session);
    LoggedRun run = RunSet.get(tracking, name);
    List<RemoteFile> files = RunFiles.of(tracking, run.id(), Integer.MAX_VALUE);
    DownloadFolder target = new DownloadFolder(folder);
    target.prepare();
    long size = 0;
    for (RemoteFile file : files) {
      target.write(file, () -> tracking.open(run.id(), file.path()));
      size += file.size();
    }
    if (session.wantsData()) {
      session.printData(
          JsonNodeFactory.instance
              .objectNode()
              .put("run", run.id())
              .put("folder", folder.toString())
              .put("files", files.size())
              .put("size", size));
    } else {
      session
          .terminal()
          .say(
              "wrote %d files, %s, of run %s to %s"
                  .formatted(files.size(), new Bytes(size), run.name(), folder));
    }
    return ExitCode.OK;
  }
}
