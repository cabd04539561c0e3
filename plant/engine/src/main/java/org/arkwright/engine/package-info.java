/**
 * What runs attempts on a site: an SPI of few verbs ({@link org.arkwright.engine.Engine}) and its
 * adapters, one package each, that never see one another.
 */
@NullMarked
package org.arkwright.engine;

import org.jspecify.annotations.NullMarked;
