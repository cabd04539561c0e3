/**
 * Streamed responses: events, logs, the journal. Each has a virtual thread that waits for its
 * client, so a slow client holds at most one chunk and, for events, one bounded queue. Start at
 * {@link org.arkwright.api.stream.ResponseStream}.
 */
@NullMarked
package org.arkwright.api.stream;

import org.jspecify.annotations.NullMarked;
