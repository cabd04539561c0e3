/**
 * The home folder of a server: where its files lie, which home it is and whose copy, its lock and
 * secrets, the notice by which clients find its server, and what is done when files of it get lost.
 * Start at {@link org.arkwright.server.home.HomeFolder}.
 */
@NullMarked
package org.arkwright.server.home;

import org.jspecify.annotations.NullMarked;
