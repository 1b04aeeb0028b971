// Talks to the emulator with the official OpenAI library. Usage: node openai-sdk.mjs BASE_URL KEY (or WHATAI_BASE_URL and
// WHATAI_API_KEY). Prints a line for each check; exits 1 upon the first failure.
import assert from 'node:assert/strict';
import OpenAI from 'openai';

const baseURL = (process.argv[2] ?? process.env.WHATAI_BASE_URL) + '/v1';
const apiKey = process.argv[3] ?? process.env.WHATAI_API_KEY;
const client = new OpenAI({ baseURL, apiKey });
const model = 'gpt-4o-mini';
const ask = (content) => ({ model, messages: [{ role: 'user', content }] });

const checks = {
  async chat() {
    const answer = await client.chat.completions.create(ask('你好 from node'));
    assert.equal(answer.choices[0].message.content, 'Echo: 你好 from node');
    assert.equal(answer.choices[0].finish_reason, 'stop');
    assert.equal(answer.usage.total_tokens, answer.usage.prompt_tokens + answer.usage.completion_tokens);
  },
  async stream() {
    const stream = await client.chat.completions.create({ ...ask('one 世界 🌍'), stream: true, stream_options: { include_usage: true } });
    let text = '';
    let finish = null;
    let usage = null;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta?.content ?? '';
      finish = chunk.choices[0]?.finish_reason ?? finish;
      usage = chunk.usage ?? usage;
    }
    assert.equal(text, 'Echo: one 世界 🌍');
    assert.equal(finish, 'stop');
    assert.ok(usage.completion_tokens > 0);
  },
  async tools() {
    const tools = [{ type: 'function', function: { name: 'lookup', parameters: { type: 'object', properties: {} } } }];
    const stream = client.chat.completions.stream({ ...ask('/toolcall lookup {"name":"spooler service"}'), tools });
    const call = (await stream.finalChatCompletion()).choices[0].message.tool_calls[0];
    assert.equal(call.function.name, 'lookup');
    assert.deepEqual(JSON.parse(call.function.arguments), { name: 'spooler service' });
  },
  async models() {
    const ids = [];
    for await (const item of client.models.list()) ids.push(item.id);
    assert.ok(ids.includes(model));
    assert.equal((await client.models.retrieve(model)).id, model);
  },
  async unauthorized() {
    const stranger = new OpenAI({ baseURL, apiKey: 'sk-wrong', maxRetries: 0 });
    await assert.rejects(stranger.chat.completions.create(ask('x')), (error) => error instanceof OpenAI.AuthenticationError && error.status === 401);
  },
  async retried429() {
    const once = new OpenAI({ baseURL, apiKey, maxRetries: 2, fetch: failOnce });
    const answer = await once.chat.completions.create(ask('again'));
    assert.equal(answer.choices[0].message.content, 'Echo: again');
    assert.equal(attempts, 2);
  },
};

// The first attempt asks the emulator for a 429; the library must send the second by itself.
let attempts = 0;
async function failOnce(url, init) {
  const headers = new Headers(init.headers);
  if (attempts++ === 0) headers.set('X-Emulator-Fault', '429');
  return fetch(url, { ...init, headers });
}

for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    console.log(`ok ${name}`);
  } catch (error) {
    console.error(`FAILED ${name}: ${error.stack ?? error}`);
    process.exit(1);
  }
}
