/**
 * Files that others read and write too: safetensors, GGUF, Hugging Face's JSON files, the model
 * card. Nothing here executes what it reads.
 */
@NullMarked
package org.arkwright.train.format;

import org.jspecify.annotations.NullMarked;
