/**
 * Writes a program as one file that starts it and one file for each chunk that it loads later. The chunks share code with the
 * program, which those of chunks.mjs do not. esbuild splits ES modules only, and a worker that VS Code starts cannot load them.
 * Each output of esbuild therefore becomes a function, and a few lines find a function by its output's name, as `require` does.
 */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { build, transform } from "esbuild";

/** How a chunk is offered, and how it is fetched. In a worker chunk-folder.ts sets the folder before anything is fetched. */
const platforms = {
  node: { offer: "module.exports=", fetch: "require(file)" },
  browser: {
    offer: "self.podnsChunk=",
    fetch: "(importScripts(self.podnsChunkFolder+file.slice(2)),self.podnsChunk)",
  },
};

/**
 * @param {import("esbuild").BuildOptions} options with one named entry point; its name is the file's
 * @param {string} root
 * @param {Readonly<Record<string, string>>} chunks names of the chunks, by their entries, in the order in which they are loaded
 * @returns {Promise<{ metafile: import("esbuild").Metafile }>} what esbuild says, as if it had written these files
 * @throws {Error} for an `import()` of anything that `chunks` does not name
 */
export async function buildSplit(options, root, chunks) {
  const [[name]] = Object.entries(options.entryPoints);
  const splitting = { format: "esm", splitting: true, chunkNames: "[name]-[hash]", write: false, metafile: true };
  const { metafile, outputFiles } = await build({ ...options, ...splitting });
  const texts = new Map(outputFiles.map((file) => [path.relative(root, file.path).replaceAll("\\", "/"), file.text]));
  const main = `${options.outdir}/${name}.js`;
  const files = filesOf(metafile, main, chunks, `${options.outdir}/${name}`);
  const { offer, fetch } = platforms[options.platform];
  const owners = {};
  for (const [file, outputs] of files) for (const output of outputs) owners[nameOf(output)] = nameOf(file);
  for (const [file, outputs] of files) {
    const functions = await Promise.all(outputs.map((output) => functionOf(output, texts.get(output), options)));
    const table = `{${functions.join(",\n")}}`;
    const text = file === main ? starter(table, owners, nameOf(main), fetch) : `${offer}${table};\n`;
    if (options.write !== false) {
      await mkdir(path.join(root, options.outdir), { recursive: true });
      await writeFile(path.join(root, file), text);
    }
    merge(metafile, file, outputs, text);
  }
  return { metafile };
}

/** The outputs of each file: an output stands in the first file that cannot do without it, the program's own first. */
function filesOf(metafile, main, chunks, stem) {
  const placed = new Set();
  const take = (output) => {
    if (placed.has(output)) return [];
    placed.add(output);
    const needed = metafile.outputs[output].imports.filter(
      ({ kind, external }) => kind === "import-statement" && !external,
    );
    return [output, ...needed.flatMap(({ path: next }) => take(next))];
  };
  const files = new Map([[main, take(main)]]);
  const entries = new Map(Object.entries(metafile.outputs).map(([output, { entryPoint }]) => [entryPoint, output]));
  for (const [entry, chunk] of Object.entries(chunks)) files.set(`${stem}.${chunk}.js`, take(entries.get(entry)));
  const lost = Object.keys(metafile.outputs).filter((output) => !placed.has(output));
  if (lost.length > 0) throw new Error(`loaded later, and not named as a chunk: ${lost.join(", ")}`);
  return files;
}

/** Parentheses: it is called as soon as it is there, so that it is compiled at once and read once. */
async function functionOf(output, text, { minify, target, platform }) {
  // `import()` becomes `require`, which is the few lines' own.
  const supported = { "dynamic-import": false };
  const { code } = await transform(text, { format: "cjs", minify, target, supported, platform, logLevel: "warning" });
  return `${JSON.stringify(nameOf(output))}:(function(exports,module,require){${code}\n})`;
}

function starter(table, owners, main, fetch) {
  return `(()=>{const defined=${table};
const owners=${JSON.stringify(owners)},loaded=Object.create(null);
const load=(name)=>{
if(loaded[name])return loaded[name].exports;
const file=owners[name];
if(file===undefined)return require(name);
if(!defined[name])Object.assign(defined,${fetch});
const module=loaded[name]={exports:{}};
defined[name](module.exports,module,load);
return module.exports};
load(${JSON.stringify(main)})})();
`;
}

/** A file's row in what esbuild says, in place of its outputs'. */
function merge(metafile, file, outputs, text) {
  const inputs = {};
  for (const output of outputs) {
    for (const [input, { bytesInOutput }] of Object.entries(metafile.outputs[output].inputs)) {
      inputs[input] = { bytesInOutput: (inputs[input]?.bytesInOutput ?? 0) + bytesInOutput };
    }
    delete metafile.outputs[output];
  }
  metafile.outputs[file] = { inputs, bytes: Buffer.byteLength(text), imports: [], exports: [] };
}

const nameOf = (output) => `./${path.posix.basename(output)}`;
