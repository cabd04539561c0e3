/**
 * Files in the formats of other tools: safetensors, GGUF, Hugging Face's JSON files, the model
 * card. Nothing here executes what it reads. Start at {@link
 * org.arkwright.train.format.ModelFolder}.
 */
@NullMarked
package org.arkwright.train.format;

import org.jspecify.annotations.NullMarked;
