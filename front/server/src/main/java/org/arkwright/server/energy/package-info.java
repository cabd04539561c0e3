/**
 * Where the server learns what energy costs and emits: {@link
 * org.arkwright.server.energy.SeriesFeed} reads the series that {@code site.yaml} names, again and
 * again, and tells the control plane what is new. docs/energy.md says how they are written.
 */
@NullMarked
package org.arkwright.server.energy;

import org.jspecify.annotations.NullMarked;
