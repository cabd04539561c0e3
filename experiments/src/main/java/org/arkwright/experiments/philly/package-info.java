/**
 * The Philly experiment of Helios, run with the production ordering policies under the rules of the
 * published simulator. Start at {@link org.arkwright.experiments.philly.PhillyProtocol}.
 */
@NullMarked
package org.arkwright.experiments.philly;

import org.jspecify.annotations.NullMarked;
