/**
 * Published experiments, run with the production ordering policies under the rules of the simulator
 * that published them. Start at {@link org.arkwright.twin.protocol.PhillyProtocol}.
 */
@NullMarked
package org.arkwright.twin.protocol;

import org.jspecify.annotations.NullMarked;
