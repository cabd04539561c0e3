/**
 * Published experiments, run with the production ordering policies under the rules of the simulator
 * that published them. Start at {@link org.arkwright.experiments.philly.PhillyProtocol}.
 */
@NullMarked
package org.arkwright.experiments.philly;

import org.jspecify.annotations.NullMarked;
