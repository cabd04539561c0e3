package org.arkwright.server;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.function.Predicate;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.api.ServerEndpoints;
import org.arkwright.api.artifact.ArtifactEndpoints;
import org.arkwright.api.artifact.ImportEndpoints;
import org.arkwright.api.early.ConversionCheck;
import org.arkwright.api.early.ServingCheck;
import org.arkwright.api.early.TrainingCheck;
import org.arkwright.api.early.TuningCheck;
import org.arkwright.api.imports.Imports;
import org.arkwright.api.job.ConversionEndpoints;
import org.arkwright.api.job.DeploymentEndpoints;
import org.arkwright.api.job.JobEndings;
import org.arkwright.api.job.JobEndpoints;
import org.arkwright.api.job.JobLookup;
import org.arkwright.api.job.PipelineEndpoints;
import org.arkwright.api.job.PipelineLookup;
import org.arkwright.api.job.SampleEndpoints;
import org.arkwright.api.job.SnapshotEndpoints;
import org.arkwright.api.job.StreamEndpoints;
import org.arkwright.api.job.SubmitEndpoint;
import org.arkwright.api.job.TerminalEndpoints;
import org.arkwright.api.job.TrainingEndpoints;
import org.arkwright.api.metrics.MetricsEndpoint;
import org.arkwright.api.node.FleetEndpoints;
import org.arkwright.api.node.LiveUse;
import org.arkwright.api.node.NodeEndpoints;
import org.arkwright.api.node.UnservedHosts;
import org.arkwright.api.project.KeyEndpoints;
import org.arkwright.api.project.ProjectEndpoints;
import org.arkwright.api.project.UsageEndpoints;
import org.arkwright.api.stream.EventStream;
import org.arkwright.api.stream.FollowedRanks;
import org.arkwright.api.stream.JournalEndpoints;
import org.arkwright.api.stream.LogPlaces;
import org.arkwright.api.stream.LogStream;
import org.arkwright.api.stream.LogWakes;
import org.arkwright.api.stream.PastEvents;
import org.arkwright.api.tracking.TrackingEndpoints;
import org.arkwright.api.tracking.TrackingFileEndpoints;
import org.arkwright.api.transfer.TransferGate;
import org.arkwright.api.whatif.WhatIfEndpoints;
import org.arkwright.api.whatif.WhatIfRuns;
import org.arkwright.api.worker.ChannelEndpoints;
import org.arkwright.api.worker.JoinEndpoints;
import org.arkwright.api.worker.SampleIntake;
import org.arkwright.api.worker.WorkerDoor;
import org.arkwright.api.worker.WorkerEndpoint;
import org.arkwright.api.worker.WorkerFileEndpoints;
import org.arkwright.api.worker.WorkerLogEndpoint;
import org.arkwright.api.worker.WorkerSecretEndpoint;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.ImportLimits;
import org.arkwright.artifact.source.Network;
import org.arkwright.artifact.source.SourceRules;
import org.arkwright.control.ControlThread;
import org.arkwright.control.JobIds;
import org.arkwright.deployment.ReplicaStatus.Health;
import org.arkwright.dispatch.Channels;
import org.arkwright.dispatch.RefusedClaims;
import org.arkwright.dispatch.WorkerExchange;
import org.arkwright.gateway.usage.CountingSink;
import org.arkwright.identity.PrincipalNames;
import org.arkwright.journal.Journal;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.projection.Projector;
import org.arkwright.protocol.SecretBox;
import org.arkwright.ranklog.LogBound;
import org.arkwright.ranklog.RankLogs;
import org.arkwright.ranklog.RelayedLogs;
import org.arkwright.replica.DeploymentController;
import org.arkwright.replica.Runtimes;
import org.arkwright.samples.SampleStore;
import org.arkwright.server.gateway.KeyPublisher;
import org.arkwright.server.home.HomeFolder;
import org.arkwright.spec.site.ImportSettings;
import org.arkwright.thread.ProcessHealth;
import org.arkwright.tracking.TrackingService;

/**
 * Makes the endpoints of the API from the parts that they answer with.
 *
 * @param exchange answers workers
 * @param channels byte streams to nodes
 * @param refused what workers were refused
 * @param here whether a node is this machine
 * @param wakes wakes whoever follows logs
 * @param background runs what blocks for a short time
 * @param storing runs what reads and writes the store
 * @param importing runs imports
 * @param transferring runs the exchange of files with workers
 * @param gate bounds it
 * @param logBound how much of each rank's output is kept
 * @param traffic counts the gateway's requests
 * @param names what principals are called
 * @param whatIfs the twin's runs
 * @param joins where hosts join
 * @param unserved the hosts that have joined and are not served
 * @param samples what ranks and nodes use
 */
record EndpointWiring(
    HomeFolder home,
    ServerOptions options,
    WorkerExchange exchange,
    Channels channels,
    RefusedClaims refused,
    Predicate<NodeId> here,
    JobIds ids,
    JobEndings endings,
    LogWakes wakes,
    ProcessHealth health,
    RunningServer server,
    Journal journal,
    AnchorKeeper anchor,
    ControlThread control,
    Projector projector,
    TrackingService tracking,
    ArtifactStore store,
    DeploymentController deployments,
    KeyPublisher keys,
    ExecutorService background,
    ExecutorService storing,
    ExecutorService importing,
    ExecutorService transferring,
    TransferGate gate,
    LogBound logBound,
    ImportSettings imports,
    SecretBox secrets,
    CountingSink traffic,
    PrincipalNames names,
    WhatIfRuns whatIfs,
    JoinEndpoints joins,
    UnservedHosts unserved,
    SampleStore samples) {
  /** Makes the endpoints, in groups by subject. */
  List<Endpoint> endpoints() {
    LiveUse use = new LiveUse(InstantSource.system());
    WorkerDoor door = new WorkerDoor(control.reader(), refused);
    RankLogs logs = new RankLogs(home.logs());
    RelayedLogs relayed = new RelayedLogs(logs, logBound, InstantSource.system());
    Function<JobId, Optional<JobSpec>> specs =
        job -> projector.find(job).map(found -> found.job().spec());
    JobLookup lookup =
        new JobLookup(control.reader(), journal, projector, logs, use, samples, names, background);
    PipelineLookup pipelines = new PipelineLookup(control.reader(), journal, projector, background);
    SnapshotEndpoints snapshots = new SnapshotEndpoints(store.snapshots(), background);
    TrainingCheck trainings = new TrainingCheck(control.reader(), store);
    SubmitEndpoint jobs =
        new SubmitEndpoint(control, lookup, ids, snapshots, secrets::seal, trainings, storing);
    List<EndpointGroup> groups =
        List.of(
            jobs,
            new WhatIfEndpoints(whatIfs, InstantSource.system()),
            new TrainingEndpoints(
                control.reader(),
                jobs,
                ids,
                trainings,
                new TuningCheck(control.reader(), store),
                storing),
            new ConversionEndpoints(
                jobs, ids, new ConversionCheck(control.reader(), store), storing),
            snapshots,
            new JobEndpoints(control, lookup, pipelines, endings, unserved),
            new PipelineEndpoints(control, pipelines, ids, snapshots, secrets::seal),
            new StreamEndpoints(
                lookup,
                new EventStream(control.reader(), journal, specs, names),
                new PastEvents(journal, specs, names),
                new LogStream(
                    control.reader(),
                    logs,
                    wakes,
                    FollowedRanks.of(control.reader(), here, channels, relayed)),
                new LogPlaces(logs),
                background),
            new FleetEndpoints(control, use),
            new NodeEndpoints(control, InstantSource.system(), joins::remove, use, samples),
            new SampleEndpoints(lookup, samples, background),
            new KeyEndpoints(control, keys::refresh),
            new DeploymentEndpoints(
                control,
                lookup,
                attempt -> deployments.health(attempt) == Health.READY,
                deployments::probeFinding,
                new Runtimes(control.reader(), store),
                new ServingCheck(control.reader(), store),
                logs,
                snapshots,
                secrets::seal,
                background),
            new ArtifactEndpoints(control, store, tracking.files(), home.work(), storing),
            importEndpoints(),
            new TrackingEndpoints(control.reader(), tracking),
            new TrackingFileEndpoints(control.reader(), tracking.files(), store, background),
            new UsageEndpoints(
                control.reader(), journal, projector, InstantSource.system(), background),
            new ProjectEndpoints(control.reader(), projector, background),
            new JournalEndpoints(journal, anchor::verify, background),
            new ServerEndpoints(
                server::about, server::stopInBackground, background, health::troubles),
            new MetricsEndpoint(
                control.reader(),
                projector,
                use,
                wakes,
                gate,
                refused,
                samples,
                traffic,
                ServerVersion.TEXT,
                health::troubles,
                background),
            new WorkerFileEndpoints(door, store, gate, use.transfers(), transferring),
            new WorkerLogEndpoint(door, relayed, transferring),
            new WorkerSecretEndpoint(control.reader(), secrets, door),
            new TerminalEndpoints(lookup, channels),
            new ChannelEndpoints(channels, door),
            new WorkerEndpoint(
                exchange::sync, new SampleIntake(samples, use, InstantSource.system()), door),
            joins);
    List<Endpoint> endpoints = new ArrayList<>();
    groups.forEach(group -> endpoints.addAll(group.endpoints()));
    return endpoints;
  }

  private ImportEndpoints importEndpoints() {
    ImportLimits defaults = ImportLimits.DEFAULT;
    ImportLimits limits =
        new ImportLimits(
            imports.bytes().orElse(defaults.bytes()),
            imports.files().map(Integer::longValue).orElse(defaults.files()),
            imports.ratio().orElse(defaults.ratio()),
            imports.depth().orElse(defaults.depth()),
            imports.time().orElse(defaults.time()));
    SourceRules rules =
        SourceRules.of(
            options.home(),
            imports.roots().stream().map(Path::of).toList(),
            imports.localAddresses(),
            Network.ofProcess());
    return new ImportEndpoints(new Imports(control, store, importing, limits), rules);
  }
}
