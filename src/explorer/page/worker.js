// A worker of a page without a program: hands questions to the module and answers back.

let exports;
let ready;

function part(at, length) {
  return new Uint8Array(exports.memory.buffer, at, length).slice();
}

async function start({ module, body }) {
  // Libraries that can draw on a page would like to; nothing here asks them to.
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    imports[from][name] = () => {
      throw new Error(`there is no ${name}`);
    };
  }
  exports = (await WebAssembly.instantiate(module, imports)).exports;
  return asked({ question: "open", body });
}

function asked({ question, body }) {
  if (question === "font") return { status: 200, content: part(exports.font(body), exports.font_length(body)) };
  const bytes = new TextEncoder().encode(JSON.stringify({ question, body }));
  // Making room may move all memory.
  const room = exports.room(bytes.length);
  new Uint8Array(exports.memory.buffer, room, bytes.length).set(bytes);
  const status = exports.ask();
  return { status, content: part(exports.answer(), exports.answer_length()) };
}

onmessage = async ({ data }) => {
  let found;
  try {
    if (data.module) ready = start(data);
    const first = await ready;
    found = data.module || first.status !== 200 ? first : asked(data);
  } catch (error) {
    const told = { error: `The module failed at this question: ${error.message}` };
    found = { status: 500, content: new TextEncoder().encode(JSON.stringify(told)) };
  }
  postMessage({ id: data.id, ...found });
};
