package org.arkwright.gateway.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Under which name a model answers. */
final class ModelRenameTest {
  private final ModelRename rename = new ModelRename("chat");

  @Test
  void backendsOwnName_isReplaced_byAShorterOrALongerOne() {
    assertThat(renamed("{'id':1,'model':'/models/abc','x':2}"))
        .isEqualTo("{'id':1,'model':'chat','x':2}");
    assertThat(renamed("{'model' : 'a','x':2}")).isEqualTo("{'model' : 'chat','x':2}");
    assertThat(renamed("{'model':''}")).isEqualTo("{'model':'chat'}");
  }

  @Test
  void rightName_isLeft_andOneThatOnlyBeginsLikeItIsNot() {
    assertThat(renamed("{'model':'chat'}")).isEqualTo("{'model':'chat'}");
    assertThat(renamed("{'model':'chatty'}")).isEqualTo("{'model':'chat'}");
    assertThat(rename.isIdle(bytes("{'model':'chat'}"))).isTrue();
    assertThat(rename.isIdle(bytes("{'model':'chatty'}"))).isFalse();
    assertThat(rename.isIdle(bytes("{'id':1}"))).isTrue();
  }

  @Test
  void nameWithQuotesInIt_isReplacedAsAWhole_andWrittenAsJson() {
    assertThat(renamed("{'model':'a\\'b\\\\','x':2}")).isEqualTo("{'model':'chat','x':2}");
    assertThat(new String(new ModelRename("a\"b").apply(bytes("{'model':'x'}"), 0, 13), UTF_8))
        .isEqualTo("{\"model\":\"a\\\"b\"}");
  }

  @Test
  void onlyTheFirst_ofTheRange_isReplaced() {
    assertThat(renamed("{'model':'a','y':{'model':'b'}}"))
        .isEqualTo("{'model':'chat','y':{'model':'b'}}");
    byte[] two = bytes("{'model':'a'}{'model':'b'}");
    assertThat(new String(rename.apply(two, 13, two.length), UTF_8))
        .isEqualTo("{\"model\":\"chat\"}");
  }

  @Test
  void whatIsNoName_isLeftAsItIs() {
    for (String json :
        new String[] {
          "",
          "{}",
          "{'model':7}",
          "{'model':null}",
          "{'model'",
          "{'model':",
          "{'model':'a",
          "{'model':'a\\",
          "{'models':'a'}",
          "{'text':'\\'model\\':\\'a\\''}"
        }) {
      assertThat(renamed(json)).isEqualTo(json);
    }
  }

  private String renamed(String json) {
    byte[] bytes = bytes(json);
    return new String(rename.apply(bytes, 0, bytes.length), UTF_8).replace('"', '\'');
  }

  private static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(UTF_8);
  }
}
