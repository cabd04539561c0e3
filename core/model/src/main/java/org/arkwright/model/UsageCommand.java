package org.arkwright.model;

import java.util.List;
import org.arkwright.model.id.Names;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.usage.UsageRecord;

/** A request that concerns metered usage or its prices. */
public sealed interface UsageCommand extends Command {
  /**
   * Records usage that a source measured. A source numbers its batches upwards from 1; a batch
   * whose number is not above the source's last one was recorded before and changes nothing, so a
   * source repeats a batch until it is answered.
   *
   * @param source the source's name, such as {@code gateway}; follows {@link Names#RULE}
   */
  record RecordUsage(String source, long sequence, List<UsageRecord> records)
      implements UsageCommand {
    public RecordUsage {
      Names.require("source", source);
      records = List.copyOf(records);
    }
  }

  /** Sets the site's prices and figures from now on. */
  record SetSite(SiteSettings settings) implements UsageCommand {}
}
