package org.arkwright.worker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.FileHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.arkwright.authority.HostIdentity;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.options.OptionProblem;
import org.arkwright.ranklog.RankLogs;
import org.arkwright.thread.ServiceThread;
import org.arkwright.worker.channel.ChannelOpener;
import org.arkwright.worker.device.DeviceDiscovery;
import org.arkwright.worker.device.EnergyMeter;
import org.arkwright.worker.device.NodeProbe;
import org.arkwright.worker.limit.IsolationMechanisms;
import org.arkwright.worker.link.HostConnection;
import org.arkwright.worker.link.Lease;
import org.arkwright.worker.link.ObeyedServer;
import org.arkwright.worker.link.RankAccess;
import org.arkwright.worker.link.SampleLink;
import org.arkwright.worker.link.ServerAddress;
import org.arkwright.worker.link.ServerLink;
import org.arkwright.worker.rank.MeetingPoints;
import org.arkwright.worker.rank.MountFolders;
import org.arkwright.worker.rank.RankSpawner;
import org.arkwright.worker.sample.SampleQueue;
import org.arkwright.worker.sample.Sampler;
import org.arkwright.worker.spool.RankRecords;
import org.arkwright.worker.spool.Spool;
import org.arkwright.worker.supervise.LogKeeper;
import org.arkwright.worker.supervise.Outbox;
import org.arkwright.worker.supervise.RankObserver;
import org.arkwright.worker.supervise.Supervisor;
import org.arkwright.worker.transfer.ChannelledLogs;
import org.arkwright.worker.transfer.LogReader;

/**
 * The worker process. It ends on the control plane's order, on SIGTERM, or when it has no ranks and
 * the control plane has been unreachable for long. It leaves its ranks running: the next worker of
 * the same home adopts them.
 */
public final class WorkerMain {
  /** The exit status when another worker holds the home (EX_TEMPFAIL of sysexits.h). */
  public static final int HOME_HELD = 75;

  private static final int WRONG_USE = 2;

  private static final int LOG_BYTES_MAX = 8 << 20;

  /**
   * Ten minutes of samples wait for a control plane that cannot be reached, or that has not written
   * them.
   */
  private static final int SAMPLES_MAX = 600;

  /** What they hold together: some megabytes. */
  private static final int USES_MAX = 30_000;

  private static final Logger LOG = Logger.getLogger("org.arkwright.worker");

  private WorkerMain() {}

  /** Runs a worker until it is ordered to end; see {@link WorkerOptions} for the arguments. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Locale.setDefault(Locale.ROOT); // Numbers look alike on every machine.
    try {
      run(WorkerOptions.parse(arguments));
    } catch (OptionProblem problem) {
      System.err.println("worker: " + problem.getMessage());
      System.exit(WRONG_USE);
    }
    System.exit(0);
  }

  static void run(WorkerOptions options) throws IOException, InterruptedException {
    Files.createDirectories(options.home());
    try (FileChannel file =
            FileChannel.open(
                options.home().resolve(WorkerFolder.LOCK),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = file.tryLock()) {
      if (lock == null) {
        System.err.println("another worker holds " + options.home());
        System.exit(HOME_HELD);
      }
      logTo(options.home().resolve("worker.log"));
      runAlone(options);
    }
  }

  private static void runAlone(WorkerOptions options) throws IOException, InterruptedException {
    String incarnation = UUID.randomUUID().toString();
    if (WorkerFolder.dropForeign(options.home())) {
      LOG.warning("dropped the records of another folder's worker, of which this is a copy");
    }
    WorkerFolder.dropListed(options.home());
    WorkerProcess self = WorkerProcess.current(incarnation, options.home());
    self.write(options.home());
    ObeyedServer obeyed = ObeyedServer.open(options.home());
    LOG.info(() -> "incarnation " + incarnation + " of " + options);
    IsolationMechanisms mechanisms =
        IsolationMechanisms.probe(
            options.home(), options.work(), options.terms().readable(), options.terms().writable());
    NodeProbe.Result found =
        new NodeProbe(Optional.empty(), Optional.empty()).probe(mechanisms.limits());
    found.warnings().forEach(LOG::warning);
    NodeSpec node = options.at(found.node());
    RankRecords records = RankRecords.open(options.home().resolve("ranks"));
    Outbox outbox = new Outbox();
    ServerAddress server = server(options);
    Optional<Path> authorities =
        options.host().map(host -> host.identity().resolve(HostIdentity.AUTHORITIES));
    ChannelledLogs channelled = new ChannelledLogs();
    FileExchange files = FileExchange.begin(options, server, node.id(), channelled);
    MountFolders mounts = MountFolders.in(options.work(), files.artifacts());
    RankSpawner spawner =
        new RankSpawner(
            options.home(),
            options.work(),
            incarnation,
            records,
            new RankLogs(options.logs().toAbsolutePath()),
            mounts,
            node,
            files.secrets(),
            launch -> RankAccess.variables(server, authorities, launch));
    Lease lease = new Lease(System::nanoTime, options.firstLease());
    try (files;
        EnergyMeter meter = EnergyMeter.open(Path.of("/"), DeviceDiscovery.NVML, node.devices());
        Spool spool = Spool.open(options.home().resolve("spool"), node.site());
        Supervisor supervisor =
            new Supervisor(
                spool,
                records,
                spawner,
                mechanisms,
                mounts,
                new MeetingPoints(node),
                files.logs(),
                outbox,
                meter,
                Files.readString(options.bootIdFile()).strip())) {
      meter.warnings().forEach(LOG::warning);
      LOG.info(meter::counted);
      supervisor.recover();
      ChannelOpener channels =
          new ChannelOpener(
              server,
              options.home().resolve("entries").toAbsolutePath(),
              mechanisms,
              new LogReader(new RankLogs(options.logs().toAbsolutePath())),
              channelled,
              supervisor::running);
      ServerLink link =
          new ServerLink(
              server,
              node,
              incarnation,
              supervisor,
              outbox,
              obeyed,
              lease,
              identity(options),
              channels::open);
      link.whenListed(() -> WorkerFolder.noteListed(options.home(), node.id()));
      link.start();
      RankObserver observer =
          new RankObserver(supervisor::running, new RankLogs(options.logs().toAbsolutePath()));
      var _ = ServiceThread.of("observer", observer::run).start();
      SampleQueue samples = new SampleQueue(SAMPLES_MAX, USES_MAX);
      Sampler sampler = new Sampler(supervisor::running, meter::deviceUse, samples);
      var _ = ServiceThread.of("sampler", sampler::run).start();
      SampleLink sampleLink = new SampleLink(server, node.id(), samples);
      var _ = ServiceThread.of("samples", sampleLink::run).start();
      LogKeeper keeper =
          new LogKeeper(
              supervisor::running,
              new RankLogs(options.logs().toAbsolutePath()),
              options.terms().logs());
      var _ = ServiceThread.of("logs", keeper::run).start();
      WorkerWatch watch =
          new WorkerWatch(self, options.home(), lease, supervisor, link, options.host().isEmpty());
      var _ = ServiceThread.of("lease", watch::run).start();
      link.awaitEnd();
      LOG.info("worker ends");
    }
  }

  private static ServerAddress server(WorkerOptions options) throws IOException {
    return options.host().isEmpty()
        ? new ServerAddress(options.serverFile(), options.tokenFile())
        : new ServerAddress(
            new HostConnection(
                HostIdentity.in(options.host().get().identity(), InstantSource.system())));
  }

  /** Tells this worker from one of a cloned host, which has the same files in another boot. */
  private static String identity(WorkerOptions options) throws IOException {
    String folder = WorkerFolder.identity(options.home());
    return options.host().isEmpty()
        ? folder
        : folder + " " + Files.readString(options.bootIdFile()).strip();
  }

  private static void logTo(Path file) throws IOException {
    LogManager.getLogManager().reset();
    FileHandler handler = new FileHandler(file.toString(), LOG_BYTES_MAX, 1, true);
    handler.setFormatter(new SimpleFormatter());
    handler.setLevel(Level.INFO);
    Logger.getLogger("").addHandler(handler);
  }
}
