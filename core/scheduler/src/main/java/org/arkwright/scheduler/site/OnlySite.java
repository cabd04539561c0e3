package org.arkwright.scheduler.site;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.arkwright.model.job.Job;

/**
 * The choice where there is one site: all wait for it, and nothing is priced or forecast.
 *
 * @param siteCycle the site
 */
public record OnlySite(SiteCycle siteCycle) implements SiteChooser {
  private static final Wait UNTIL_SOMETHING_HAPPENS = new Wait(OptionalLong.empty(), false);

  @Override
  public Optional<Choice> choose(Job gang, Predicate<Job> allowed) {
    boolean now = allowed.test(gang) && siteCycle.holdsNow(gang);
    return Optional.of(new Choice(siteCycle, now, 0, false, List::of));
  }

  @Override
  public void starts(Job gang, SiteCycle at) {}

  @Override
  public Wait waits(Job gang, Choice choice) {
    return UNTIL_SOMETHING_HAPPENS;
  }
}
