/**
 * API keys and their limits. {@link org.arkwright.gateway.key.KeyTable}, where to start reading, is
 * published from the journal's state and contains only digests; a key itself is shown once, when it
 * is created.
 */
@NullMarked
package org.arkwright.gateway.key;

import org.jspecify.annotations.NullMarked;
