/**
 * The folder on this machine that holds a control plane's state, seen from outside: who runs there,
 * how to start one and how to tell that it is ready. Start at {@link org.arkwright.cli.home.Home}.
 */
@NullMarked
package org.arkwright.cli.home;

import org.jspecify.annotations.NullMarked;
