/**
 * The interfaces to models, independent of the library: {@link
 * org.arkwright.serve.runtime.TextModel} generates text, {@link
 * org.arkwright.serve.runtime.EmbeddingModel} embeds it. The API depends on these interfaces only,
 * so a new runtime is a new package beside llama and onnx.
 */
@NullMarked
package org.arkwright.serve.runtime;

import org.jspecify.annotations.NullMarked;
