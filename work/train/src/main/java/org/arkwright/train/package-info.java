/**
 * The built-in trainer of language models. It runs in the ranks of a job and knows nothing but its
 * environment: folders in and out, torchrun's variables, a tracking server. Start reading at {@link
 * org.arkwright.train.loop.Trainer}.
 */
@NullMarked
package org.arkwright.train;

import org.jspecify.annotations.NullMarked;
