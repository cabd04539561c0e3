/**
 * Tokenizers as Hugging Face's files describe them, and as GGUF does. What would give other tokens
 * is refused by name. Start at {@link org.arkwright.convert.vocabulary.TokenizerFiles}.
 */
@NullMarked
package org.arkwright.convert.vocabulary;

import org.jspecify.annotations.NullMarked;
