/**
 * APIs other than OpenAI's chats and completions, which the gateway tells the models' servers as
 * chats and whose answers it tells in their own form. So every server that can chat can be asked in
 * each of them. Start at {@link org.arkwright.gateway.dialect.Dialect}.
 */
@NullMarked
package org.arkwright.gateway.dialect;

import org.jspecify.annotations.NullMarked;
