/** Commands about jobs: run, submit, train, look at, explain, cancel. */
@NullMarked
package org.arkwright.cli.command.job;

import org.jspecify.annotations.NullMarked;
