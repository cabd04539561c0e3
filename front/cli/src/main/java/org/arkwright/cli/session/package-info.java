/**
 * The context that all commands share: global options, terminal, API client, and the printing of
 * failures and usage errors. Start at {@link org.arkwright.cli.session.Session}.
 */
@NullMarked
package org.arkwright.cli.session;

import org.jspecify.annotations.NullMarked;
