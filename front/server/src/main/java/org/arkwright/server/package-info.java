/**
 * The control plane as a process: it reads its options, locks its home folder, opens the journal,
 * starts the single writer, the engines of its sites and the API, and stops them in order. Start at
 * {@link org.arkwright.server.ServerMain}; {@link org.arkwright.server.ServerWiring} wires the
 * parts, and {@link org.arkwright.server.EndpointWiring} the endpoints of the API.
 */
@NullMarked
package org.arkwright.server;

import org.jspecify.annotations.NullMarked;
