/**
 * Tuning: a model that is there learns from chats, pairs or texts, as a whole or by a low-rank
 * adapter. Start at {@link org.arkwright.train.tune.Tuner}.
 */
@NullMarked
package org.arkwright.train.tune;

import org.jspecify.annotations.NullMarked;
