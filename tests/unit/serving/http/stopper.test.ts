import { describe, expect, it } from 'vitest';
import { Stopper } from '../../../../src/serving/http/stopper.js';

describe('Stopper', () => {
  it('gives the outcome, or the reason to stop where there is one first', async () => {
    const stopper = new Stopper();
    expect(await stopper.until(Promise.resolve(1))).toBe(1);
    expect(await stopper.until(1)).toBe(1);
    await expect(stopper.until(Promise.reject(new Error('x')))).rejects.toThrow('x');
    const given = stopper.until(new Promise(() => undefined));
    stopper.stop(new Error('gone'));
    await expect(given).rejects.toThrow('gone');
    await expect(stopper.until(new Promise(() => undefined))).rejects.toThrow('gone');
  });

  it('keeps its signal until it was used', () => {
    const stopper = new Stopper();
    const { signal } = stopper;
    stopper.renew();
    expect(stopper.signal).toBe(signal);
    stopper.stop('late');
    stopper.renew();
    expect([signal.aborted, stopper.signal.aborted]).toEqual([true, false]);
  });
});
