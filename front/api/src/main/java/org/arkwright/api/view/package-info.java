/**
 * The JSON form of what answers hold: jobs, pipelines, nodes, artifacts, deployments, quotas,
 * events, usage and bills. openapi.yaml guarantees the shapes: members may be added, never renamed.
 * Start at {@link org.arkwright.api.view.JobView}.
 */
@NullMarked
package org.arkwright.api.view;

import org.jspecify.annotations.NullMarked;
