package org.arkwright.control.deployment;

import java.util.List;
import java.util.SortedMap;
import org.arkwright.model.AttemptId;
import org.arkwright.model.Command;
import org.arkwright.model.DeploymentName;
import org.arkwright.model.Probes;

/**
 * What one look at the deployments led to.
 *
 * @param commands to be decided by the kernel, in any order; each may find itself overtaken there
 * @param routes for each deployment the replicas that may get requests
 * @param probes the replicas whose health is to be asked for
 */
public record Pass(
    List<Command> commands,
    SortedMap<DeploymentName, List<AttemptId>> routes,
    SortedMap<AttemptId, Probes> probes) {}
