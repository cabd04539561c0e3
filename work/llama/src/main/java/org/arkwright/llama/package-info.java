/**
 * llama.cpp in this process, through java.lang.foreign: models, contexts in which several sequences
 * are decoded together, grammars, adapters, quantisation. Whatever is known to end the process is
 * checked before the library is called. Everything native is owned by a {@link
 * org.arkwright.llama.LlamaModel}, and freed with it at the latest. Start there. {@link
 * org.arkwright.llama.GgufWriter} makes the files that it loads, without the library.
 */
@NullMarked
package org.arkwright.llama;

import org.jspecify.annotations.NullMarked;
