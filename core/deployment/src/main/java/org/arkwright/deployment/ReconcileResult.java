package org.arkwright.deployment;

import java.util.List;
import java.util.SortedMap;
import org.arkwright.model.Command;
import org.arkwright.model.deployment.Probes;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.DeploymentName;

/**
 * What one look at the deployments led to.
 *
 * @param commands to be decided by the kernel, in any order; each may find itself overtaken there
 * @param routes for each deployment the replicas that may get requests
 * @param probes the replicas whose health is to be asked for
 */
public record ReconcileResult(
    List<Command> commands,
    SortedMap<DeploymentName, List<AttemptId>> routes,
    SortedMap<AttemptId, Probes> probes) {}
