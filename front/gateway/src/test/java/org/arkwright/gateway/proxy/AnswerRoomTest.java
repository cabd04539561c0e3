package org.arkwright.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.arkwright.gateway.proxy.AnswerRoom.NoRoomException;
import org.junit.jupiter.api.Test;

class AnswerRoomTest {
  @Test
  void room_isSharedByAllAnswers_andGivenBackOnce() {
    AnswerRoom room = new AnswerRoom(100);
    AnswerRoom.Part first = room.new Part();
    AnswerRoom.Part second = room.new Part();
    first.take(60);
    second.take(40);
    assertThatThrownBy(() -> second.take(1))
        .isInstanceOf(NoRoomException.class)
        .hasMessageContaining("ask again later");

    first.give();
    first.give();
    second.take(60);
    assertThatThrownBy(() -> second.take(1)).isInstanceOf(NoRoomException.class);
  }

  @Test
  void answer_hasABoundOfItsOwn() {
    AnswerRoom.Part part = new AnswerRoom(Long.MAX_VALUE).new Part();
    part.take(Math.toIntExact(AnswerRoom.ANSWER_MAX));
    assertThatThrownBy(() -> part.take(1))
        .isInstanceOf(NoRoomException.class)
        .hasMessageContaining("64 MiB");
  }
}
