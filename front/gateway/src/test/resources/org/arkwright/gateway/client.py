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

try:
    client.chat.completions.create(model="nobody", messages=messages)
    raise SystemExit("a model that does not exist answered")
except openai.NotFoundError as error:
    assert error.code == "model_not_found", error
print("ok")
