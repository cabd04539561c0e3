/**
 * Streamed responses: events, logs, the journal. Each has a virtual thread that waits for its
 * client, so a slow client holds at most one chunk and, for events, one bounded queue. Start at
 * {@link org.arkwright.api.stream.ResponseStream}; {@link org.arkwright.api.stream.FollowedRanks}
 * brings the output of ranks on other machines while somebody follows it.
 */
@NullMarked
package org.arkwright.api.stream;

import org.jspecify.annotations.NullMarked;
