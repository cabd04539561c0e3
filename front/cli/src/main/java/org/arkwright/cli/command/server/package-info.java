/**
 * Commands for the control plane itself: start and stop it, print its events, verify and export its
 * journal; and those for this program.
 */
@NullMarked
package org.arkwright.cli.command.server;

import org.jspecify.annotations.NullMarked;
