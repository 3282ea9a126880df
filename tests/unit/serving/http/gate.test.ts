import { describe, expect, it } from 'vitest';
import { ByteBudget, Gate } from '../../../../src/serving/http/gate.js';

/** Work that ends when it is told to. */
function task(name: string, log: string[]) {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const run = async () => {
    log.push(name);
    await ended;
    return name;
  };
  return { run, end: () => end() };
}

const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('Gate', () => {
  it('lets so many in, has so many wait in order, and turns the rest away', async () => {
    const log: string[] = [];
    const gate = new Gate(2, 2);
    const tasks = ['a', 'b', 'c', 'd', 'e'].map((name) => task(name, log));
    const [a, b, c, d, e] = tasks.map(({ run }) => gate.pass(run));
    await expect(e).rejects.toMatchObject({ name: 'PlatformError', code: 'E_BUSY' });
    expect(log).toEqual(['a', 'b']);
    tasks[1]?.end();
    expect(await b).toBe('b');
    await tick();
    expect(log).toEqual(['a', 'b', 'c']);
    for (const { end } of tasks) end();
    expect(await Promise.all([a, c, d])).toEqual(['a', 'c', 'd']);
    expect(await gate.pass(async () => 'f')).toBe('f');
  });

  it('passes the place on when the work fails', async () => {
    const gate = new Gate(1, 1);
    const failing = gate.pass(async () => {
      throw new Error('x');
    });
    const next = gate.pass(async () => 1);
    await expect(failing).rejects.toThrow('x');
    expect(await next).toBe(1);
  });

  it('frees the place of whoever gives up while waiting', async () => {
    const log: string[] = [];
    const gate = new Gate(1, 1);
    const first = task('first', log);
    const running = gate.pass(first.run);
    const controller = new AbortController();
    const impatient = gate.pass(task('impatient', log).run, controller.signal);
    controller.abort(new Error('gone'));
    await expect(impatient).rejects.toThrow('gone');
    const patient = gate.pass(async () => 'patient');
    first.end();
    expect(await Promise.all([running, patient])).toEqual(['first', 'patient']);
    expect(log).toEqual(['first']);
    await expect(gate.pass(async () => 1, controller.signal)).rejects.toThrow('gone');
  });
});

describe('ByteBudget', () => {
  it('gives what is left, and no more', () => {
    const budget = new ByteBudget(10);
    budget.take(6);
    expect(() => budget.take(5)).toThrow(expect.objectContaining({ code: 'E_BUSY' }));
    budget.give(6);
    budget.take(10);
    expect(budget.heldBytes).toBe(10);
  });
});
