/**
 * Folders of text as one sequence of tokens, cut into batches. Everything follows from the files
 * and a seed, so all ranks and attempts see the same sequences in the same order. Start at {@link
 * org.arkwright.train.text.TokenStream}.
 */
@NullMarked
package org.arkwright.train.text;

import org.jspecify.annotations.NullMarked;
