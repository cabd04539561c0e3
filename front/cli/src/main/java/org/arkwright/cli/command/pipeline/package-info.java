/** Commands about pipelines. */
@NullMarked
package org.arkwright.cli.command.pipeline;

import org.jspecify.annotations.NullMarked;
