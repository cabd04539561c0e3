// A program that uses Anthropic's Node client, found by NODE_PATH. Arguments: base URL, key.
import assert from "node:assert";
import { createRequire } from "node:module";

const { Anthropic, NotFoundError } = createRequire(process.env.NODE_PATH + "/x.js")(
  "@anthropic-ai/sdk",
);
const client = new Anthropic({
  baseURL: process.argv[2].replace(/\/$/, ""),
  apiKey: process.argv[3],
  maxRetries: 0,
});
const asked = { model: "chat", messages: [{ role: "user", content: "hello" }] };
const brief = { ...asked, max_tokens: 8, temperature: 0 };

const whole = await client.messages.create(brief);
assert.strictEqual(whole.stop_reason, "max_tokens");
assert.strictEqual(whole.usage.output_tokens, 8);

const streamed = await client.messages.stream(brief).finalMessage();
assert.strictEqual(streamed.content[0].text, whole.content[0].text);
assert.strictEqual(streamed.usage.output_tokens, 8);

const counted = await client.messages.countTokens(asked);
assert.strictEqual(
  counted.input_tokens,
  whole.usage.input_tokens + whole.usage.cache_read_input_tokens,
);

const schema = { type: "object", properties: { on: { type: "boolean" } }, required: ["on"] };
const use = await client.messages
  .stream({
    ...asked,
    max_tokens: 200,
    tools: [{ name: "light", input_schema: schema }],
    tool_choice: { type: "tool", name: "light" },
  })
  .finalMessage();
assert.strictEqual(use.stop_reason, "tool_use");
assert.strictEqual(typeof use.content.at(-1).input.on, "boolean");

await assert.rejects(client.messages.create({ ...brief, model: "nobody" }), NotFoundError);
console.log("ok");
