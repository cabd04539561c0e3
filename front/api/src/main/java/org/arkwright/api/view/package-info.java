/**
 * How jobs, nodes, devices and quotas look to clients, as JSON. The shapes are promised by
 * openapi.yaml: members may be added, never renamed. Start at {@link
 * org.arkwright.api.view.JobView}.
 */
@NullMarked
package org.arkwright.api.view;

import org.jspecify.annotations.NullMarked;
