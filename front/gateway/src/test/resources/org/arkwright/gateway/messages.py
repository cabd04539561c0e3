"""A program that uses Anthropic's Python client. Arguments: base URL, key."""
import sys

import anthropic

client = anthropic.Anthropic(base_url=sys.argv[1], api_key=sys.argv[2], max_retries=0)
asked = dict(
    model="chat",
    max_tokens=8,
    system="be brief",
    messages=[{"role": "user", "content": "hello"}],
    extra_body={"temperature": 0},
)

whole = client.messages.create(**asked)
assert whole.stop_reason == "max_tokens", whole
assert whole.usage.output_tokens == 8, whole

with client.messages.stream(**asked) as stream:
    text = "".join(stream.text_stream)
    streamed = stream.get_final_message()
assert text == streamed.content[0].text == whole.content[0].text, (text, whole)
read = whole.usage.input_tokens + whole.usage.cache_read_input_tokens
assert streamed.usage.input_tokens + streamed.usage.cache_read_input_tokens == read, streamed

del asked["max_tokens"], asked["extra_body"]
assert client.messages.count_tokens(**asked).input_tokens == read

tools = [{"name": "light", "input_schema": {"type": "object", "properties": {"on": {"type": "boolean"}},
                                            "required": ["on"]}}]
forced = dict(asked, max_tokens=200, tools=tools, tool_choice={"type": "tool", "name": "light"})
with client.messages.stream(**forced) as stream:
    use = stream.get_final_message()
assert use.stop_reason == "tool_use" and type(use.content[-1].input["on"]) is bool, use
after = client.messages.create(
    **dict(
        asked,
        max_tokens=8,
        messages=asked["messages"]
        + [
            {"role": "assistant", "content": use.content},
            {"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": use.content[-1].id, "content": "done"}]},
        ],
    )
)
assert after.usage.output_tokens > 0, after

assert [model.id for model in client.models.list()] == ["chat"]
try:
    client.messages.create(**dict(asked, max_tokens=8, model="nobody"))
    raise SystemExit("a model that does not exist answered")
except anthropic.NotFoundError as error:
    assert error.body["error"]["type"] == "not_found_error", error
    assert error.request_id.startswith("req-"), error.request_id
print("ok")
