/**
 * Commands for jobs: submit them, follow them, list and show them, explain why they wait, and
 * cancel them; training is a job, too. {@code SpecOptions} turns options into a job's spec, and the
 * {@code follow} package does the following.
 */
@NullMarked
package org.arkwright.cli.command.job;

import org.jspecify.annotations.NullMarked;
