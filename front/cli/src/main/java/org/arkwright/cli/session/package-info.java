/**
 * What every command shares: the global options, the terminal, the way to the server, and how
 * failures are told. Start at {@link org.arkwright.cli.session.Session}.
 */
@NullMarked
package org.arkwright.cli.session;

import org.jspecify.annotations.NullMarked;
