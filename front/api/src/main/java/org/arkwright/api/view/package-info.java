/**
 * The JSON form of jobs, nodes, devices, quotas, usage and bills. openapi.yaml guarantees the
 * shapes: members may be added, never renamed. Start at {@link org.arkwright.api.view.JobView}.
 */
@NullMarked
package org.arkwright.api.view;

import org.jspecify.annotations.NullMarked;
