"""A program that uses OpenAI's Python client. Arguments: base URL, key."""
import sys

import openai

client = openai.OpenAI(base_url=sys.argv[1], api_key=sys.argv[2], max_retries=0)
messages = [{"role": "user", "content": "hello"}]

assert [model.id for model in client.models.list()] == ["chat", "embed"]

answer = client.chat.completions.create(model="chat", messages=messages, max_tokens=5, seed=1)
assert answer.usage.completion_tokens == 5, answer
assert answer.choices[0].finish_reason == "length", answer

pieces, usage = [], None
for chunk in client.chat.completions.create(
    model="chat",
    messages=messages,
    max_tokens=5,
    seed=1,
    stream=True,
    stream_options={"include_usage": True},
):
    pieces += [choice.delta.content or "" for choice in chunk.choices]
    usage = chunk.usage or usage
assert "".join(pieces) == answer.choices[0].message.content, (pieces, answer)
assert usage.completion_tokens == 5, usage

vectors = client.embeddings.create(model="embed", input=["a dog", "a puppy"]).data
assert [len(one.embedding) for one in vectors] == [384, 384]

asked = dict(model="chat", input="hello", temperature=0, max_output_tokens=8)
first = client.responses.create(**asked)
assert first.output_text and first.usage.output_tokens == 8, first
events = list(client.responses.create(**asked, previous_response_id=first.id, stream=True))
text = "".join(event.delta for event in events if event.type == "response.output_text.delta")
assert events[-1].type == "response.incomplete", events[-1]  # The model is made to go on for ever.
second = events[-1].response
assert text == second.output_text and second.previous_response_id == first.id, second
assert second.usage.input_tokens > first.usage.input_tokens, second
assert client.responses.retrieve(first.id).output_text == first.output_text
client.responses.delete(first.id)
try:
    client.responses.retrieve(first.id)
    raise SystemExit("a response that was deleted is there")
except openai.NotFoundError as error:
    assert error.code == "response_not_found", error

try:
    client.chat.completions.create(model="nobody", messages=messages)
    raise SystemExit("a model that does not exist answered")
except openai.NotFoundError as error:
    assert error.code == "model_not_found", error
print("ok")
