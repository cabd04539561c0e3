/**
 * llama.cpp's C interface as it is: where its libraries lie, the layouts of its structures, its
 * functions. Nothing here checks what it is given; only {@code org.arkwright.llama} may call it.
 * Start at {@link org.arkwright.llama.ffi.LlamaFunctions}.
 */
@NullMarked
package org.arkwright.llama.ffi;

import org.jspecify.annotations.NullMarked;
