/**
 * Chat templates: what makes one text of a chat, as the model was trained on it. They come with the
 * models, written in Jinja; this is the part of Jinja that they use, with the settings of Hugging
 * Face's transformers, and the texts are equal to Python's. Start at {@link
 * org.arkwright.template.ChatTemplate}.
 */
@NullMarked
package org.arkwright.template;

import org.jspecify.annotations.NullMarked;
