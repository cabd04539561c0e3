/**
 * The SPI between the control plane and the sites that run attempts: {@link
 * org.arkwright.engine.Engine}. Adapters are modules that do not depend on one another; {@code
 * EngineContract}, among this module's tests, is the suite that they have to pass.
 */
@NullMarked
package org.arkwright.engine;

import org.jspecify.annotations.NullMarked;
