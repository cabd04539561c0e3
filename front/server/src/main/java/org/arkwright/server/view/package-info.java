/**
 * How jobs, nodes, devices and quotas look to clients, as JSON. The shapes are promised by
 * openapi.yaml: members may be added, never renamed. Start at {@link
 * org.arkwright.server.view.JobView}.
 */
@NullMarked
package org.arkwright.server.view;

import org.jspecify.annotations.NullMarked;
