/**
 * What stands around the gateway when it is measured: an upstream that streams at once, and a load
 * of a given rate. The servers under test run in processes of their own.
 */
@NullMarked
package org.arkwright.bench.gateway;

import org.jspecify.annotations.NullMarked;
