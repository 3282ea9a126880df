import { describe, expect, it } from 'vitest';
import { untilAborted } from '../../../src/serving/until-aborted.js';

describe('untilAborted', () => {
  const never = new Promise<never>(() => undefined);

  it('is the work, while nobody aborts', async () => {
    const { signal } = new AbortController();
    expect(await untilAborted(Promise.resolve(1), signal)).toBe(1);
    await expect(untilAborted(Promise.reject(new Error('x')), signal)).rejects.toThrow('x');
  });

  it('ends with the reason, though the work goes on', async () => {
    const controller = new AbortController();
    const waiting = untilAborted(never, controller.signal);
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(untilAborted(never, controller.signal)).rejects.toThrow('enough');
  });
});
