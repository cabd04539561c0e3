/**
 * Folders of text as one run of tokens, and that run cut into batches. Everything follows from the
 * files and a seed, so every rank and every attempt sees the same sequences in the same order.
 */
@NullMarked
package org.arkwright.train.text;

import org.jspecify.annotations.NullMarked;
