import { describe, expect, it } from 'vitest';
import { type Program, runTogether } from '../../../../src/engines/local-mode/run-together.js';

const program = (name: string, code: string): Program => ({
  name,
  command: process.execPath,
  args: ['--eval', code],
  env: { PATH: process.env.PATH },
});

async function run(programs: readonly Program[], stop = new AbortController(), onLine?: (line: string) => void) {
  const printed: string[] = [];
  const print = async (text: string) => void printed.push(text);
  const code = await runTogether(programs, { print, signal: stop.signal, onLine });
  return { code, printed };
}

/** Runs until it is told to end, and says so. */
const PATIENT = `
  process.on('SIGTERM', () => { console.log('bye'); process.exit(0); });
  setInterval(() => undefined, 1000);
  console.log('ready');`;

describe('runTogether', () => {
  it('puts names in front of what both streams say, and lets everyone finish', async () => {
    const { code, printed } = await run([
      program('a', "console.log('one\\ntwo'); console.error('thr\\u00e9e'); process.stdout.write('end')"),
      program('long', 'setTimeout(() => console.log(1), 50)'),
    ]);
    expect(code).toBe(0);
    expect(printed).toEqual(
      expect.arrayContaining(['a     | one\n', 'a     | two\n', 'a     | thrée\n', 'a     | end\n']),
    );
    expect(printed).toEqual(
      expect.arrayContaining(['a exited with code 0\n', 'long  | 1\n', 'long exited with code 0\n']),
    );
  });

  it('ends the others where one fails, and exits as that one did', async () => {
    const { code, printed } = await run([program('a', PATIENT), program('b', 'process.exit(7)')]);
    expect(code).toBe(7);
    expect(printed.join('')).toMatch(/b exited with code 7/);
    expect(printed.at(-1)).toMatch(/^a exited with code (0|143)\n$/);
  });

  it('ends all when told to', async () => {
    const stop = new AbortController();
    const { code, printed } = await run([program('a', PATIENT)], stop, () => stop.abort());
    expect({ code, printed }).toEqual({ code: 130, printed: ['a  | ready\n', 'a  | bye\n', 'a exited with code 0\n'] });
  });

  it('tells a signal by its number, as shells do', async () => {
    expect((await run([program('a', "process.kill(process.pid, 'SIGKILL')")])).code).toBe(137);
  });
});
