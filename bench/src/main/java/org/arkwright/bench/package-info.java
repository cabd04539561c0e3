/**
 * Benchmarks: of the whole system, driving a running server through its API, and in-process ones of
 * kernel and journal. The scripts in {@code bench/} start them; results are recorded by hand in
 * docs/benchmarks.md. Start at {@link org.arkwright.bench.ServerBenchmark}.
 */
@NullMarked
package org.arkwright.bench;

import org.jspecify.annotations.NullMarked;
