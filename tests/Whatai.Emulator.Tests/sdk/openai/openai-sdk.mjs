// Talks to the emulator with the official OpenAI library. Usage: node openai-sdk.mjs BASE_URL KEY (or WHATAI_BASE_URL and
// WHATAI_API_KEY). Prints a line for each check; exits 1 upon the first failure.
import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { failOnce } from './fail-once.mjs';

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
  async responses() {
    const answer = await client.responses.create({ model, input: '你好 from node', instructions: 'Be brief.' });
    assert.equal(answer.output_text, 'Echo: 你好 from node');
    assert.equal(answer.status, 'completed');
    assert.equal(answer.usage.total_tokens, answer.usage.input_tokens + answer.usage.output_tokens);
    const next = await client.responses.create({ model, input: '/history', previous_response_id: answer.id });
    assert.equal(next.output_text, '3 messages: user assistant user');
    assert.equal((await client.responses.retrieve(next.id)).output_text, next.output_text);
    assert.equal((await client.responses.inputItems.list(next.id)).data[0].content[0].text, '/history');
    await client.responses.delete(next.id);
    await assert.rejects(client.responses.retrieve(next.id), (error) => error instanceof OpenAI.NotFoundError);
    await assert.rejects(
      client.responses.create({ model, input: 'x', previous_response_id: next.id }),
      (error) => error instanceof OpenAI.BadRequestError && error.code === 'previous_response_not_found');
  },
  async responseStream() {
    const stream = await client.responses.create({ model, input: 'one 世界 🌍', stream: true });
    const types = [];
    let text = '';
    for await (const event of stream) {
      assert.equal(event.sequence_number, types.length);
      types.push(event.type);
      if (event.type === 'response.output_text.delta') text += event.delta;
    }
    assert.equal(text, 'Echo: one 世界 🌍');
    assert.deepEqual(types.filter((type) => !type.endsWith('.delta')), [
      'response.created', 'response.in_progress', 'response.output_item.added', 'response.content_part.added',
      'response.output_text.done', 'response.content_part.done', 'response.output_item.done', 'response.completed',
    ]);
  },
  // The library's own accumulator refuses events that are out of order or do not fit together.
  async responseStreamHelper() {
    const tools = [
      { type: 'function', name: 'lookup', parameters: { type: 'object', properties: {} }, strict: false },
      { type: 'web_search_preview' },
      { type: 'image_generation', partial_images: 2 },
    ];
    const run = async (input, more = {}) => (await client.responses.stream({ model, input, tools, ...more })).finalResponse();
    const called = await run('/toolcall lookup {"name":"spooler service"}\n/toolcall lookup {"name":"b"}');
    assert.deepEqual(called.output.map((item) => JSON.parse(item.arguments).name), ['spooler service', 'b']);
    const outputs = called.output.map((item) => ({ type: 'function_call_output', call_id: item.call_id, output: `${item.name} ran` }));
    assert.equal((await run(outputs, { previous_response_id: called.id })).output_text, 'Tool said: lookup ran\nlookup ran');
    const thought = await run('/reason hm hm | yes', { reasoning: { effort: 'low', summary: 'auto' } });
    assert.equal(thought.output[0].summary[0].text, 'hm hm');
    assert.equal(thought.output_text, 'yes');
    assert.equal((await run('/reason2 hm | yes')).output[0].content[0].text, 'hm');
    const found = await run('/search cats');
    assert.equal(found.output[0].action.query, 'cats');
    assert.equal(found.output[1].content[0].annotations.length, 2);
    const drawn = await run('/image 4x3 images');
    assert.equal(drawn.output[0].type, 'image_generation_call');
    assert.ok(drawn.output[0].result.startsWith('iVBOR'));
    assert.equal((await run('/refuse No.')).output[0].content[0].refusal, 'No.');
    const cut = await run('/length 30', { max_output_tokens: 16 });
    assert.equal(cut.status, 'incomplete');
    assert.equal(cut.incomplete_details.reason, 'max_output_tokens');
    assert.match((await run('/replay unicorn')).output_text, /^Under a moonlit sky, .* as they slept\.$/);
    assert.equal((await run('/replay research')).usage.output_tokens_details.reasoning_tokens, 2176);
  },
  async responseSchema() {
    const format = {
      type: 'json_schema', name: 'answer', strict: true,
      schema: { type: 'object', properties: { answer: { type: 'string' } }, required: ['answer'], additionalProperties: false },
    };
    const answer = await client.responses.parse({ model, input: 'Which?', text: { format } });
    assert.deepEqual(JSON.parse(answer.output_text), { answer: 'Which?' });
    const broken = { ...format, schema: { type: 'object', properties: {} } };
    await assert.rejects(
      client.responses.create({ model, input: 'x', text: { format: broken } }),
      (error) => error.code === 'invalid_json_schema' && error.param === 'text.format.schema');
  },
  async responseFailures() {
    const headers = (fault) => ({ headers: { 'X-Emulator-Fault': fault }, maxRetries: 0 });
    const events = async (fault) => {
      const types = [];
      for await (const event of await client.responses.create({ model, input: 'one two three', stream: true }, headers(fault))) types.push(event.type);
      return types;
    };
    for (const fault of ['mid-stream-error', 'nested-error']) await assert.rejects(events(fault), (error) => error instanceof OpenAI.APIError);
    assert.equal((await events('response-failed')).at(-1), 'response.failed');
    assert.ok((await events('unknown-events')).includes('response.future_thing.delta'));
    assert.equal((await events('done-without-finish')).at(-1), 'response.output_item.done');
    assert.equal((await client.responses.create({ model, input: 'x' }, headers('response-failed'))).status, 'failed');
  },
  async unauthorized() {
    const stranger = new OpenAI({ baseURL, apiKey: 'sk-wrong', maxRetries: 0 });
    await assert.rejects(stranger.chat.completions.create(ask('x')), (error) => error instanceof OpenAI.AuthenticationError && error.status === 401);
  },
  async retried429() {
    const failing = failOnce();
    const once = new OpenAI({ baseURL, apiKey, maxRetries: 2, fetch: failing.fetch });
    const answer = await once.chat.completions.create(ask('again'));
    assert.equal(answer.choices[0].message.content, 'Echo: again');
    assert.equal(failing.attempts, 2);
  },
};

for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    console.log(`ok ${name}`);
  } catch (error) {
    console.error(`FAILED ${name}: ${error.stack ?? error}`);
    process.exit(1);
  }
}
