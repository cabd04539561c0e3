package org.arkwright.model;

import java.util.List;
import org.arkwright.model.id.Names;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.usage.UsageRecord;

/** A wish that concerns what is metered and at which prices. */
public sealed interface UsageCommand extends Command {
  /**
   * Enter usage that a source counted. A source numbers its batches upwards from 1; a batch whose
   * number is not above the source's last one was entered before and changes nothing, so a source
   * repeats a batch until it is answered.
   *
   * @param source names the one that counts, such as {@code gateway}; follows {@link Names#RULE}
   */
  record RecordUsage(String source, long sequence, List<UsageRecord> records)
      implements UsageCommand {
    public RecordUsage {
      Names.require("source", source);
      records = List.copyOf(records);
    }
  }

  /** From now on, these are the site's prices and figures. */
  record SetSite(SiteSettings settings) implements UsageCommand {}
}
