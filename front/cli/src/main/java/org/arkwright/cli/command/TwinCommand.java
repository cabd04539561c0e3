package org.arkwright.cli.command;

import picocli.CommandLine.Command;

/** Groups what is about the twin. */
@Command(
    name = "twin",
    description = {
      "Try policies, fleets and prices in simulated time, with the scheduler that the server runs.",
      "docs/twin.md describes traces, fleets and reports."
    })
public final class TwinCommand {}
