/**
 * Commands about experiments and their runs: what ranks and notebooks logged with MLflow's API.
 * {@link org.arkwright.cli.command.experiment.RunSet} reads runs; the commands show them.
 */
@NullMarked
package org.arkwright.cli.command.experiment;

import org.jspecify.annotations.NullMarked;
