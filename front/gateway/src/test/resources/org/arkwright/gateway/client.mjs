// A program that uses OpenAI's Node client, found by NODE_PATH. Arguments: base URL, key.
import assert from "node:assert";
import { createRequire } from "node:module";

const { OpenAI, NotFoundError } = createRequire(process.env.NODE_PATH + "/x.js")("openai");
const client = new OpenAI({ baseURL: process.argv[2], apiKey: process.argv[3], maxRetries: 0 });
const messages = [{ role: "user", content: "hello" }];

const request = { model: "chat", messages, max_tokens: 5, seed: 1 };
const answer = await client.chat.completions.create(request);
assert.strictEqual(answer.usage.completion_tokens, 5);

let text = "";
for await (const chunk of await client.chat.completions.create({ ...request, stream: true })) {
  text += chunk.choices[0]?.delta?.content ?? "";
}
assert.strictEqual(text, answer.choices[0].message.content);

const asked = { model: "chat", input: "hello", temperature: 0, max_output_tokens: 8 };
const first = await client.responses.create(asked);
assert.strictEqual(first.usage.output_tokens, 8);
const second = await client.responses
  .stream({ ...asked, previous_response_id: first.id })
  .finalResponse();
assert.ok(second.output_text && second.usage.input_tokens > first.usage.input_tokens);
assert.strictEqual((await client.responses.retrieve(second.id)).output_text, second.output_text);
await client.responses.delete(first.id);
await assert.rejects(client.responses.retrieve(first.id), NotFoundError);

const vectors = await client.embeddings.create({ model: "embed", input: "a dog" });
assert.strictEqual(vectors.data[0].embedding.length, 384);

await assert.rejects(client.chat.completions.create({ model: "nobody", messages }), NotFoundError);
console.log("ok");
