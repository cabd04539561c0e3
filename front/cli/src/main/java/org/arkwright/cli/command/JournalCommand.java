package org.arkwright.cli.command;

import picocli.CommandLine.Command;

/** Groups what is about the journal. */
@Command(name = "journal", description = "Check or export the journal, the site's audit log.")
public final class JournalCommand {}
