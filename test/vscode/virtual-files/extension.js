/** The files of a sample under the scheme `podns-memory`: what serves this script puts `files` in front of it (web-extension.mjs). */
const vscode = require("vscode");

const folder = "/workspace";
const changed = new vscode.EventEmitter();

function pathOf({ path }) {
  return path === folder ? "" : path.slice(folder.length + 1);
}

function entriesOf(path) {
  const below = Object.keys(files).filter((file) => path === "" || file.startsWith(`${path}/`));
  const found = new Map();
  for (const file of below) {
    const [name, ...more] = file.slice(path === "" ? 0 : path.length + 1).split("/");
    found.set(name, more.length > 0 ? vscode.FileType.Directory : vscode.FileType.File);
  }
  return [...found];
}

function refuse(uri) {
  throw vscode.FileSystemError.NoPermissions(uri);
}

const provider = {
  onDidChangeFile: changed.event,
  watch: () => new vscode.Disposable(() => undefined),
  stat: (uri) => {
    const path = pathOf(uri);
    const isFile = files[path] !== undefined;
    if (!isFile && entriesOf(path).length === 0) throw vscode.FileSystemError.FileNotFound(uri);
    const type = isFile ? vscode.FileType.File : vscode.FileType.Directory;
    return { type, ctime: 0, mtime: 0, size: isFile ? files[path].length : 0 };
  },
  readDirectory: (uri) => entriesOf(pathOf(uri)),
  readFile: (uri) => {
    const text = files[pathOf(uri)];
    if (text === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return new TextEncoder().encode(text);
  },
  createDirectory: refuse,
  writeFile: refuse,
  delete: refuse,
  rename: refuse,
};

exports.activate = ({ subscriptions }) => {
  subscriptions.push(vscode.workspace.registerFileSystemProvider("podns-memory", provider, { isCaseSensitive: true }));
};
