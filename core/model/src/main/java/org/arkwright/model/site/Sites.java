package org.arkwright.model.site;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.unit.Money;

/**
 * The sites beside the home site, all fed from one queue.
 *
 * @param waitHour cost per hour a gang spends queued
 * @param projectWaitHour the same for the gangs of some projects, by name
 * @param others the sites beside {@link Site#HOME}, no name twice
 */
public record Sites(Money waitHour, SortedMap<String, Money> projectWaitHour, List<Site> others) {
  public Sites {
    projectWaitHour = Collections.unmodifiableSortedMap(new TreeMap<>(projectWaitHour));
    others = List.copyOf(others);
    long names = others.stream().map(Site::name).distinct().count();
    if (names < others.size() || others.stream().anyMatch(site -> site.name().equals(Site.HOME))) {
      throw new IllegalArgumentException("a site's name occurs twice, or is home: " + others);
    }
  }

  /** The cost per hour a gang of the project spends queued. */
  public Money waitHour(ProjectName project) {
    return projectWaitHour.getOrDefault(project.value(), waitHour);
  }

  /** The named site beside the home site; empty when there is none. */
  public Optional<Site> named(String name) {
    return others.stream().filter(site -> site.name().equals(name)).findFirst();
  }
}
