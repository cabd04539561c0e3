/**
 * Byte streams to what is at this node, opened by order of the control plane over connections of
 * this worker's own. Start at {@link org.arkwright.worker.channel.ChannelOpener}.
 */
@NullMarked
package org.arkwright.worker.channel;

import org.jspecify.annotations.NullMarked;
