package org.arkwright.kernel.index;

import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Optional;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.NodeNeeds;

/** A total order of shapes, consistent with equality and otherwise arbitrary. */
final class ShapeOrder {
  private static final Comparator<DeviceRequest> DEVICES =
      Comparator.comparing(DeviceRequest::kind, emptyFirst(Comparator.<String>naturalOrder()))
          .thenComparing(DeviceRequest::minimumMemory)
          .thenComparingInt(DeviceRequest::count)
          .thenComparingInt(request -> request.share().thousandths());

  private static final Comparator<RankResources> RESOURCES =
      Comparator.comparingLong(RankResources::cpuMillis)
          .thenComparing(RankResources::memory)
          .thenComparing(RankResources::devices, emptyFirst(DEVICES));

  private static final Comparator<NodeNeeds> NEEDS =
      Comparator.comparing(NodeNeeds::capabilities, elementwise())
          .thenComparing(NodeNeeds::among, elementwise());

  static final Comparator<GangShape> INSTANCE =
      Comparator.comparingInt(GangShape::ranks)
          .thenComparing(GangShape::resources, RESOURCES)
          .thenComparing(GangShape::topology)
          .thenComparing(GangShape::preemptible)
          .thenComparing(GangShape::expectedDuration, emptyFirst(Comparator.naturalOrder()))
          .thenComparing(GangShape::needs, NEEDS);

  private ShapeOrder() {}

  /** Shorter first, then by the elements in their order, which both have. */
  private static <T extends Comparable<T>> Comparator<Collection<T>> elementwise() {
    return (a, b) -> {
      int bySize = Integer.compare(a.size(), b.size());
      Iterator<T> other = b.iterator();
      Iterator<T> one = a.iterator();
      int order = bySize;
      while (order == 0 && one.hasNext()) {
        order = one.next().compareTo(other.next());
      }
      return order;
    };
  }

  private static <T> Comparator<Optional<T>> emptyFirst(Comparator<? super T> order) {
    return (a, b) ->
        a.isPresent() && b.isPresent()
            ? order.compare(a.get(), b.get())
            : Boolean.compare(a.isPresent(), b.isPresent());
  }
}
