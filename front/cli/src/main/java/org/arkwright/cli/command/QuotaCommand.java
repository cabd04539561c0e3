package org.arkwright.cli.command;

import picocli.CommandLine.Command;

/** Groups what is about quota. */
@Command(name = "quota", description = "Show or set what projects may use.")
public final class QuotaCommand {}
