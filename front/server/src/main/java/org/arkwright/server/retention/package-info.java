/**
 * What only informs is kept for a time: output of ended attempts, and metrics by step of ended
 * runs. Start at {@link org.arkwright.server.retention.Retention}.
 */
@NullMarked
package org.arkwright.server.retention;

import org.jspecify.annotations.NullMarked;
