/**
 * Loaded before a program, this kills it as `kill -9` does, just before it changes its files for the n-th time; a write is cut off in its middle.
 *
 *     KILL_AT=7 node --import ./kill-at.mjs PROGRAM …
 *
 * Where the program ends before that, the number of its changes stands on stderr.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const last = Number(process.env.KILL_AT);
let changes = 0;

function change(cutOff) {
  if (++changes < last) return;
  cutOff?.();
  process.kill(process.pid, 'SIGKILL');
  // The signal comes a moment later.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

for (const name of ['rename', 'link', 'unlink', 'mkdir', 'rm', 'rmdir', 'copyFile']) {
  const original = fs.promises[name];
  fs.promises[name] = (...args) => {
    change();
    return original(...args);
  };
}

const open = fs.promises.open;
fs.promises.open = async (path, flags = 'r', ...more) => {
  if (flags !== 'r') change();
  const handle = await open(path, flags, ...more);
  if (flags === 'r') return handle;
  for (const name of ['write', 'appendFile', 'sync']) {
    const original = handle[name].bind(handle);
    handle[name] = (...args) => {
      const bytes = name === 'sync' ? undefined : Buffer.from(args[0]);
      const from = name === 'write' ? (args[1] ?? 0) : 0;
      change(bytes && (() => fs.writeSync(handle.fd, bytes, from, Math.floor((bytes.length - from) / 2))));
      return original(...args);
    };
  }
  return handle;
};
const writeFile = fs.promises.writeFile;
fs.promises.writeFile = (path, content, ...more) => {
  change(() => typeof path === 'string' && fs.writeFileSync(path, content.slice(0, content.length / 2)));
  return writeFile(path, content, ...more);
};
syncBuiltinESMExports();

process.on('exit', () => process.stderr.write(`changes: ${changes}\n`));
