/**
 * The home folder of a control plane on this machine, as the command line sees it: which server
 * runs there, and how to start one and wait until it is ready. Start at {@link
 * org.arkwright.cli.home.Home}.
 */
@NullMarked
package org.arkwright.cli.home;

import org.jspecify.annotations.NullMarked;
