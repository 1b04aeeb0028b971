// Talks to the emulator with Google's library for Gemini. Usage: node google-sdk.mjs BASE_URL KEY (or WHATAI_BASE_URL and
// WHATAI_API_KEY). Prints a line for each check; exits 1 upon the first failure.
import assert from 'node:assert/strict';
import { GoogleGenAI, Type } from '@google/genai';

const baseUrl = process.argv[2] ?? process.env.WHATAI_BASE_URL;
const apiKey = process.argv[3] ?? process.env.WHATAI_API_KEY;
const client = new GoogleGenAI({ apiKey, httpOptions: { baseUrl } });
const model = 'gemini-2.5-pro';
const ask = (contents, config = {}, name = model) => client.models.generateContent({ model: name, contents, config });
const lookup = { name: 'lookup', description: 'Looks up.', parameters: { type: Type.OBJECT, properties: { n: { type: Type.INTEGER } } } };
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAQAAAAD';

const checks = {
  async plain() {
    const answer = await ask('你好 from Google');
    assert.equal(answer.text, 'Echo: 你好 from Google');
    assert.equal(answer.candidates[0].finishReason, 'STOP');
    assert.equal(answer.usageMetadata.totalTokenCount, answer.usageMetadata.promptTokenCount + answer.usageMetadata.candidatesTokenCount);
    assert.equal((await ask('/system', { systemInstruction: 'Be brief.' })).text, 'Be brief.');
    assert.equal((await client.models.countTokens({ model, contents: 'one two three' })).totalTokens, 3);
  },
  async stream() {
    let text = '';
    let last;
    for await (const chunk of await client.models.generateContentStream({ model, contents: 'one 世界 🌍' })) {
      text += chunk.text ?? '';
      last = chunk;
    }
    assert.equal(text, 'Echo: one 世界 🌍');
    assert.equal(last.candidates[0].finishReason, 'STOP');
    assert.ok(last.usageMetadata.candidatesTokenCount > 0);
  },
  async thoughts() {
    const answer = await ask('/reason hm hm | yes', { thinkingConfig: { includeThoughts: true, thinkingBudget: 128 } });
    assert.deepEqual(answer.candidates[0].content.parts.map((part) => [part.text, part.thought ?? false]), [['hm hm', true], ['yes', false]]);
    assert.equal(answer.usageMetadata.thoughtsTokenCount, 2);
    assert.equal((await ask('/reason hm hm | yes')).candidates[0].content.parts.length, 1);
  },
  // A chat keeps the signatures by itself; a history without them is refused.
  async tools() {
    const name = 'gemini-3-pro-preview';
    const config = { tools: [{ functionDeclarations: [lookup] }] };
    const chat = client.chats.create({ model: name, config });
    const asked = await chat.sendMessage({ message: '/toolcall lookup {"n":1}' });
    const call = asked.functionCalls[0];
    assert.deepEqual([call.name, call.args], ['lookup', { n: 1 }]);
    const response = { functionResponse: { id: call.id, name: call.name, response: { output: 'it ran' } } };
    assert.equal((await chat.sendMessage({ message: response })).text, 'Tool said: it ran');
    const bare = [
      { role: 'user', parts: [{ text: 'x' }] },
      { role: 'model', parts: [{ functionCall: { name: call.name, args: call.args } }] },
      { role: 'user', parts: [response] },
    ];
    await assert.rejects(ask(bare, config, name), (error) => error.status === 400 && error.message.includes('missing a thought_signature'));
    assert.equal((await ask(bare, config)).text, 'Tool said: it ran');
  },
  async schema() {
    const responseSchema = { type: Type.OBJECT, properties: { answer: { type: Type.STRING }, list: { type: Type.ARRAY, items: { type: Type.INTEGER }, minItems: '3' } } };
    const answer = await ask('Which?', { responseMimeType: 'application/json', responseSchema });
    assert.deepEqual(JSON.parse(answer.text), { answer: 'Which?', list: [1, 1, 1] });
  },
  async images() {
    const seen = await ask([{ inlineData: { mimeType: 'image/png', data: png } }, 'What is it?']);
    assert.equal(seen.text, 'Echo: What is it?\n[image 1: image/png 4x3, 24 bytes, detail auto]');
    const drawn = await ask('draw', { responseModalities: ['IMAGE'], imageConfig: { aspectRatio: '3:4' } }, 'gemini-2.5-flash-image');
    assert.equal(drawn.candidates[0].content.parts[0].inlineData.mimeType, 'image/png');
    const bytes = Buffer.from(drawn.data, 'base64');
    assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], [864, 1184]);
  },
  async blocks() {
    const answer = await ask('/block PROHIBITED_CONTENT');
    assert.equal(answer.promptFeedback.blockReason, 'PROHIBITED_CONTENT');
    assert.equal(answer.candidates, undefined);
    const cut = await ask('/finish SAFETY half');
    assert.deepEqual([cut.text, cut.candidates[0].finishReason], ['half', 'SAFETY']);
  },
  async failures() {
    await assert.rejects(ask('x', { temperature: 3 }), (error) => error.status === 400);
    const stranger = new GoogleGenAI({ apiKey: 'sk-wrong', httpOptions: { baseUrl } });
    await assert.rejects(stranger.models.generateContent({ model, contents: 'x' }), (error) => error.status === 401);
    const broken = new GoogleGenAI({ apiKey, httpOptions: { baseUrl, headers: { 'X-Emulator-Fault': 'mid-stream-error' } } });
    const chunks = [];
    await assert.rejects(async () => {
      for await (const chunk of await broken.models.generateContentStream({ model, contents: '/say one two three four' })) chunks.push(chunk.text);
    }, (error) => error.status === 500);
    assert.deepEqual(chunks, ['one', ' two']);
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
