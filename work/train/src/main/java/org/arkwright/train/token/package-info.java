/**
 * Text to numbers and back: byte-level BPE, learnt here and written as Hugging Face's
 * tokenizer.json, or anybody's tokenizer.json read by their library.
 */
@NullMarked
package org.arkwright.train.token;

import org.jspecify.annotations.NullMarked;
