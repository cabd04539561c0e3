package org.arkwright.kernel.state;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.DeploymentEvent;
import org.arkwright.model.deployment.Deployment;
import org.arkwright.model.deployment.DeploymentSpec;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Job;

/** The deployments and the live jobs that are their replicas. Belongs to the state's thread. */
public final class DeploymentTable {
  private static final NavigableSet<JobId> EMPTY = Collections.emptyNavigableSet();

  private final NavigableMap<DeploymentName, Deployment> deployments = new TreeMap<>();
  private final NavigableMap<DeploymentName, NavigableSet<JobId>> replicas = new TreeMap<>();
  private long lastGeneration;

  DeploymentTable() {}

  public Optional<Deployment> find(DeploymentName name) {
    return Optional.ofNullable(deployments.get(name));
  }

  /** Every deployment, by project and name. */
  public Collection<Deployment> all() {
    return Collections.unmodifiableCollection(deployments.values());
  }

  /** The live jobs that are the deployment's replicas, of any generation, by id. */
  public Collection<JobId> replicas(DeploymentName name) {
    return Collections.unmodifiableCollection(replicas.getOrDefault(name, EMPTY));
  }

  /** The deployments with a live replica, including removed ones. */
  public Collection<DeploymentName> withReplicas() {
    return Collections.unmodifiableCollection(replicas.keySet());
  }

  public long lastGeneration() {
    return lastGeneration;
  }

  void apply(DeploymentEvent event) {
    switch (event) {
      case DeploymentEvent.DeploymentSet set -> set(set);
      case DeploymentEvent.ReplicasWanted(DeploymentName name, int count, _, long at) -> {
        Deployment before = known(name, event);
        deployments.put(
            name,
            new Deployment(
                before.spec(),
                before.generation(),
                before.by(),
                before.createdAtNanos(),
                count,
                at));
      }
      case DeploymentEvent.DeploymentRemoved(DeploymentName name, _, _) -> {
        known(name, event);
        deployments.remove(name);
      }
    }
  }

  private void set(DeploymentEvent.DeploymentSet event) {
    DeploymentSpec spec = event.spec();
    Optional<Deployment> before = find(spec.name());
    int wanted = spec.replicas().clamp(before.map(Deployment::wanted).orElse(1));
    long wantedSince =
        before
            .filter(earlier -> earlier.wanted() == wanted)
            .map(Deployment::wantedSinceNanos)
            .orElse(event.atNanos());
    long created = before.map(Deployment::createdAtNanos).orElse(event.atNanos());
    deployments.put(
        spec.name(),
        new Deployment(spec, event.generation(), event.by(), created, wanted, wantedSince));
    lastGeneration = Math.max(lastGeneration, event.generation());
  }

  private Deployment known(DeploymentName name, DeploymentEvent event) {
    return find(name).orElseThrow(() -> new IllegalStateException("no deployment for " + event));
  }

  /** Updates the replicas for a job that was submitted, changed or ended. */
  void update(Job job) {
    ReplicaOf.of(job.spec())
        .map(ReplicaOf::deployment)
        .ifPresent(name -> {
          NavigableSet<JobId> live = replicas.computeIfAbsent(name, _ -> new TreeSet<>());
          if (job.state().isFinal()) {
            live.remove(job.id());
          } else {
            live.add(job.id());
          }
          if (live.isEmpty()) {
            replicas.remove(name);
          }
        });
  }

  /** The table as plain values; replicas are derived from the jobs. */
  DeploymentImage image() {
    return new DeploymentImage(List.copyOf(deployments.values()), lastGeneration);
  }

  void restore(DeploymentImage image) {
    image.deployments().forEach(one -> deployments.put(one.name(), one));
    lastGeneration = image.lastGeneration();
  }
}
