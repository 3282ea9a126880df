// Makes the Python environment .venv/NAME from a requirements file, once, and prints the path of its interpreter.
//   node scripts/python-env.mjs NAME requirements.txt
// SAGELOCAL_<NAME>_PYTHON names an interpreter that has the packages already. Exit code 3: no package registry in reach.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** pip's ways to say that nobody answers. */
const OUT_OF_REACH =
  /connection broken|Could not fetch URL|NewConnectionError|ConnectTimeout|Read timed out|Max retries/i;

export class RegistryOutOfReach extends Error {}

function run(command, args) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (error === undefined && status === 0) return;
  const said = `${error?.message ?? ''}${stdout ?? ''}${stderr ?? ''}`.trim();
  const Failure = OUT_OF_REACH.test(said) ? RegistryOutOfReach : Error;
  throw new Failure(`${command} ${args.join(' ')} failed:\n${said}`);
}

/**
 * @param {string} name such as `peers`
 * @param {string} requirements path of a pip requirements file
 * @returns {string} path of a Python interpreter that has them installed
 */
export function pythonEnvironment(name, requirements) {
  const given = process.env[`SAGELOCAL_${name.toUpperCase()}_PYTHON`];
  if (given) return given;
  const folder = join(root, '.venv', name);
  const python = join(folder, 'bin', 'python');
  const stamp = join(folder, 'installed-requirements.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return python;
  rmSync(folder, { recursive: true, force: true });
  run('python3', ['-m', 'venv', folder]);
  run(python, ['-m', 'pip', 'install', '--quiet', '--requirement', requirements]);
  writeFileSync(stamp, wanted);
  return python;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [name, requirements] = process.argv.slice(2);
  try {
    if (!name || !requirements) throw new Error('usage: python-env.mjs NAME requirements.txt');
    console.log(pythonEnvironment(name, requirements));
  } catch (error) {
    console.error(error.message);
    process.exitCode = error instanceof RegistryOutOfReach ? 3 : 1;
  }
}
