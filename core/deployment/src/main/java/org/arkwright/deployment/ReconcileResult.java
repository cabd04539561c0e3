package org.arkwright.deployment;

import java.util.List;
import java.util.SortedMap;
import org.arkwright.model.Command;
import org.arkwright.model.deployment.Probes;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.DeploymentName;

/**
 * The result of one reconcile pass.
 *
 * @param commands for the kernel, in any order; each may be obsolete by the time it is decided
 * @param routes the replicas that may get requests, by deployment
 * @param probes the replicas to be probed
 * @param draining whether replicas are drained, also of deployments that are gone: what is next
 *     comes with time, and no event tells of it
 */
public record ReconcileResult(
    List<Command> commands,
    SortedMap<DeploymentName, List<AttemptId>> routes,
    SortedMap<AttemptId, Probes> probes,
    boolean draining) {}
