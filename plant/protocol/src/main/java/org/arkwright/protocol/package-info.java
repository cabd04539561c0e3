/**
 * The protocol between workers and their control plane. The worker always initiates: it sends a
 * {@link org.arkwright.protocol.SyncRequest} and receives a {@link
 * org.arkwright.protocol.SyncResponse}. Observations are repeated until acknowledged, orders until
 * carried out, so either side may lose any message, or crash, at any time. What both sides have to
 * agree on is here too: {@link org.arkwright.protocol.ChannelTarget}, {@link
 * org.arkwright.protocol.FileCalls}, {@link org.arkwright.protocol.SecretBox}.
 */
@NullMarked
package org.arkwright.protocol;

import org.jspecify.annotations.NullMarked;
