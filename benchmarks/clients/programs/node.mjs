// OpenAI's own client for Node, and Vercel's AI SDK. Run where these are installed: node_modules
// stand beside the copy of this file.
import fs from "node:fs";
import path from "node:path";
import OpenAI, { toFile } from "openai";
import { generateText, streamText, generateObject, jsonSchema } from "ai";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";

const { CLIENTS_BASE, CLIENTS_KEY, CLIENTS_CHAT, CLIENTS_FILES } = process.env;
const API = `${CLIENTS_BASE}/v1`;
const QUESTION = "What is the code of the vault?";
const DOCUMENTS = "farside/Vaults";
const PDF = path.join(CLIENTS_FILES, "contract.pdf");
const client = new OpenAI({ baseURL: API, apiKey: CLIENTS_KEY, maxRetries: 0 });
const schema = { type: "object", properties: { sum: { type: "integer" } }, required: ["sum"] };

function must(true_, what) {
  if (!true_) throw new Error(`not as expected: ${JSON.stringify(what)}`);
}

function cites(text) {
  must(text.includes("4711") && /\n\[1\] /.test(text), text);
  return text;
}

async function check(row, name, call, run) {
  const begun = Date.now();
  let result = "worked", told = "";
  try {
    told = String((await run()) ?? "");
  } catch (error) {
    result = "FAILED";
    told = `${error.name}: ${error.message} ${error.responseBody ?? ""}`;
  }
  const seconds = (Date.now() - begun) / 1000;
  told = told.split(/\s+/).join(" ").slice(0, 160);
  console.log(JSON.stringify({ row, client: name, call, result, told, seconds }));
}

function versionOf(name) {
  return JSON.parse(fs.readFileSync(path.join("node_modules", name, "package.json"))).version;
}

const ofNode = `openai ${versionOf("openai")} (Node)`;
const hello = [{ role: "user", content: "Say hello" }];
const asked = [{ role: "user", content: QUESTION }];

await check(4, ofNode, "models: documents are among them", async () => {
  const names = (await client.models.list()).data.map((one) => one.id);
  must(names.includes(DOCUMENTS), names);
  return names;
});
await check(21, ofNode, "a collection asked, whole and as a stream", async () => {
  const whole = await client.chat.completions.create({ model: DOCUMENTS, messages: asked });
  cites(whole.choices[0].message.content);
  let text = "";
  const made = await client.chat.completions.create({ model: DOCUMENTS, messages: asked, stream: true });
  for await (const chunk of made) text += chunk.choices[0]?.delta?.content ?? "";
  return cites(text);
});
await check(5, ofNode, "a PDF inside of a message (file_data)", async () => {
  const data = `data:application/pdf;base64,${fs.readFileSync(PDF).toString("base64")}`;
  const content = [{ type: "text", text: QUESTION }, { type: "file", file: { filename: "contract.pdf", file_data: data } }];
  const made = await client.chat.completions.create({ model: CLIENTS_CHAT, messages: [{ role: "user", content }] });
  must(made.choices[0].message.content.includes("4711"), made);
  return made.choices[0].message.content;
});
await check(0, ofNode, "files, Responses", async () => {
  const file = await client.files.create({ file: await toFile(fs.readFileSync(PDF), "contract.pdf"), purpose: "user_data" });
  const content = [{ type: "input_text", text: QUESTION }, { type: "input_file", file_id: file.id }];
  const made = await client.responses.create({ model: CLIENTS_CHAT, input: [{ role: "user", content }] });
  await client.files.delete(file.id);
  must(made.output_text.includes("4711"), made);
  return made.output_text;
});

const ofSdk = `AI SDK ${versionOf("ai")}`;
const own = createOpenAI({ baseURL: API, apiKey: CLIENTS_KEY });
const like = createOpenAICompatible({ name: "farside", baseURL: API, apiKey: CLIENTS_KEY, supportsStructuredOutputs: true });
const plain = { prompt: "Say hello", maxRetries: 0 };

await check(21, ofSdk, "a collection asked", async () =>
  cites((await generateText({ model: like(DOCUMENTS), prompt: QUESTION, maxRetries: 0 })).text));
await check(0, ofSdk, "text and a stream, by Responses and by Chat Completions", async () => {
  const told = [];
  for (const model of [own(CLIENTS_CHAT), own.chat(CLIENTS_CHAT), like(CLIENTS_CHAT)]) {
    told.push((await generateText({ model, ...plain })).text);
    let text = "";
    for await (const piece of streamText({ model, ...plain }).textStream) text += piece;
    told.push(text);
  }
  must(told.every((one) => one === "Good day to you."), told);
  return told[0];
});
await check(0, ofSdk, "an object by its schema", async () => {
  const made = await generateObject({ model: like(CLIENTS_CHAT), schema: jsonSchema(schema), prompt: "Add up", maxRetries: 0 });
  return JSON.stringify(made.object);
});
await check(5, ofSdk, "a PDF as a file part", async () => {
  const told = [];
  for (const model of [own(CLIENTS_CHAT), own.chat(CLIENTS_CHAT)]) {
    const content = [{ type: "text", text: QUESTION }, { type: "file", data: fs.readFileSync(PDF), mediaType: "application/pdf", filename: "contract.pdf" }];
    const made = await generateText({ model, messages: [{ role: "user", content }], maxRetries: 0 });
    must(made.text.includes("4711"), made.text);
    told.push(made.text);
  }
  return told[0];
});
