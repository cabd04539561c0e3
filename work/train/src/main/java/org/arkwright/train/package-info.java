/**
 * The built-in trainer of language models. It runs in the ranks of a job and depends only on its
 * environment: input and output folders, torchrun's variables, a tracking server. Start at {@link
 * org.arkwright.train.loop.Trainer}.
 */
@NullMarked
package org.arkwright.train;

import org.jspecify.annotations.NullMarked;
