/**
 * The server's folder: who holds it, the tokens, and the note that tells others where the server is.
 * Start at {@link org.arkwright.server.home.HomeFolder}.
 */
@NullMarked
package org.arkwright.server.home;

import org.jspecify.annotations.NullMarked;
