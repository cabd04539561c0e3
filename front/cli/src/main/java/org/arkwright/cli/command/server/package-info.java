/**
 * Commands about the control plane itself: start, stop, what happened, the journal, the quickstart.
 */
@NullMarked
package org.arkwright.cli.command.server;

import org.jspecify.annotations.NullMarked;
