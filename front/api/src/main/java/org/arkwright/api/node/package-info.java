/**
 * Nodes, their devices, and the quotas on them; what each is used for now is {@link
 * org.arkwright.api.node.LiveUse}. Start at {@link org.arkwright.api.node.NodeEndpoints}.
 */
@NullMarked
package org.arkwright.api.node;

import org.jspecify.annotations.NullMarked;
