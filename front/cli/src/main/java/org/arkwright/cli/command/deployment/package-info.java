/**
 * Commands that manage deployments of models, and those that send requests to one. Managing goes
 * through the server's API; chat and embed go through the gateway, like any other client.
 */
@NullMarked
package org.arkwright.cli.command.deployment;

import org.jspecify.annotations.NullMarked;
