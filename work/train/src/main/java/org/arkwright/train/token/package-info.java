/**
 * Tokenizers: byte-level BPE, learnt here and written as Hugging Face's tokenizer.json, or any
 * tokenizer.json run by Hugging Face's library. Start at {@link
 * org.arkwright.train.token.Tokenizer}.
 */
@NullMarked
package org.arkwright.train.token;

import org.jspecify.annotations.NullMarked;
