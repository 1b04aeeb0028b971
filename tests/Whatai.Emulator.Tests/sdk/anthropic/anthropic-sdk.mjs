// Talks to the emulator with the official Anthropic library. Usage: node anthropic-sdk.mjs BASE_URL KEY (or WHATAI_BASE_URL and
// WHATAI_API_KEY). Prints a line for each check; exits 1 upon the first failure.
import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import { failOnce } from './fail-once.mjs';

const baseURL = process.argv[2] ?? process.env.WHATAI_BASE_URL;
const apiKey = process.argv[3] ?? process.env.WHATAI_API_KEY;
const client = new Anthropic({ baseURL, apiKey });
const model = 'claude-sonnet-4-5';
const ask = (content, more = {}) => ({ model, max_tokens: 4096, messages: [{ role: 'user', content }], ...more });
const text = (message) => message.content.filter((block) => block.type === 'text').map((block) => block.text).join('');
const lookup = { name: 'lookup', description: 'Looks up', input_schema: { type: 'object', properties: { name: { type: 'string' } } } };

const checks = {
  async message() {
    const answer = await client.messages.create(ask('你好 from node', { system: 'Be brief.' }));
    assert.equal(text(answer), 'Echo: 你好 from node');
    assert.equal(answer.stop_reason, 'end_turn');
    assert.ok(answer.usage.input_tokens > 0 && answer.usage.output_tokens > 0);
  },
  async stream() {
    const stream = client.messages.stream(ask('one 世界 🌍'));
    let streamed = '';
    stream.on('text', (piece) => { streamed += piece; });
    const answer = await stream.finalMessage();
    assert.equal(streamed, 'Echo: one 世界 🌍');
    assert.equal(text(answer), streamed);
    assert.equal(answer.stop_reason, 'end_turn');
    assert.ok(answer.usage.output_tokens > 1);
  },
  // The thinking goes back as it came, signature and all; the emulator refuses a changed one.
  async toolsWithThinking() {
    const messages = [{ role: 'user', content: '/toolcall lookup {"name":"spooler service"}\n/toolcall lookup {"name":"b"}' }];
    const more = { tools: [lookup], thinking: { type: 'enabled', budget_tokens: 1024 } };
    const first = await client.messages.stream({ model, max_tokens: 4096, messages, ...more }).finalMessage();
    assert.equal(first.stop_reason, 'tool_use');
    assert.deepEqual(first.content.map((block) => block.type), ['thinking', 'tool_use', 'tool_use']);
    assert.deepEqual(first.content[1].input, { name: 'spooler service' });
    const results = first.content.slice(1).map((call) => ({ type: 'tool_result', tool_use_id: call.id, content: `${call.input.name} ran` }));
    messages.push({ role: 'assistant', content: first.content }, { role: 'user', content: results });
    const last = await client.messages.create({ model, max_tokens: 4096, messages, ...more });
    assert.equal(text(last), 'Tool said: spooler service ran\nb ran');
    first.content[0].thinking += '!';
    await assert.rejects(client.messages.create({ model, max_tokens: 4096, messages, ...more }), Anthropic.BadRequestError);
  },
  async structuredOutput() {
    const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false };
    const answer = await client.messages.parse(ask('Berlin', { output_config: { format: { type: 'json_schema', schema } } }));
    assert.equal(typeof JSON.parse(text(answer)).city, 'string');
  },
  async webSearch() {
    const tools = [{ type: 'web_search_20250305', name: 'web_search' }];
    const whole = await client.messages.create(ask('/search cats', { tools }));
    const streamed = await client.messages.stream(ask('/search cats', { tools })).finalMessage();
    for (const answer of [whole, streamed]) {
      assert.equal(answer.content[1].content[0].url, 'https://example.com/1?q=cats');
      assert.equal(answer.content.filter((block) => block.citations?.length > 0).length, 2);
      assert.deepEqual(answer.content[0].input, { query: 'cats' });
    }
  },
  async stopsAndRefusals() {
    const stopped = await client.messages.create(ask('/say one STOP two', { stop_sequences: ['STOP'] }));
    assert.deepEqual([text(stopped), stopped.stop_reason, stopped.stop_sequence], ['one ', 'stop_sequence', 'STOP']);
    const refused = await client.messages.stream(ask('/refuse No.')).finalMessage();
    assert.deepEqual([refused.stop_reason, refused.stop_details.explanation], ['refusal', 'No.']);
  },
  async cache() {
    const system = [{ type: 'text', text: 'A long text for node', cache_control: { type: 'ephemeral' } }];
    const first = await client.messages.create(ask('a', { system }));
    const second = await client.messages.create(ask('b', { system }));
    assert.equal(first.usage.cache_creation_input_tokens, 5);
    assert.equal(second.usage.cache_read_input_tokens, 5);
  },
  async countTokens() {
    assert.equal((await client.messages.countTokens({ model, messages: [{ role: 'user', content: 'one two three' }] })).input_tokens, 3);
  },
  async failures() {
    await assert.rejects(client.messages.create(ask('x', { temperature: 3 })), (error) => error instanceof Anthropic.BadRequestError && error.error.error.type === 'invalid_request_error');
    await assert.rejects(new Anthropic({ baseURL, apiKey: 'sk-wrong' }).messages.create(ask('x')), Anthropic.AuthenticationError);
    const once = new Anthropic({ baseURL, apiKey, maxRetries: 0, defaultHeaders: { 'X-Emulator-Fault': '529' } });
    await assert.rejects(once.messages.create(ask('x')), (error) => error.status === 529 && error.error.error.type === 'overloaded_error');
    const broken = new Anthropic({ baseURL, apiKey, defaultHeaders: { 'X-Emulator-Fault': 'mid-stream-error' } });
    await assert.rejects(broken.messages.stream(ask('one two three four')).finalMessage(), Anthropic.APIError);
  },
  async retried429() {
    const failing = failOnce();
    const twice = new Anthropic({ baseURL, apiKey, maxRetries: 2, fetch: failing.fetch });
    assert.equal(text(await twice.messages.create(ask('again'))), 'Echo: again');
    assert.equal(failing.attempts, 2);
  },
};

for (const [name, check] of Object.entries(checks)) {
  await check();
  console.log(`ok ${name}`);
}
