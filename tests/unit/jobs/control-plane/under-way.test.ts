import { expect, test } from 'vitest';
import { UnderWay } from '../../../../src/jobs/control-plane/under-way.js';

test('settles when the last has ended, failures and late beginners included', async () => {
  const underWay = new UnderWay();
  await underWay.settled();
  const ended: string[] = [];
  const end = { first: () => {}, second: () => {} };
  const failing = underWay.add(
    new Promise<void>((resolve) => {
      end.first = resolve;
    }).then(() => {
      ended.push('first');
      void underWay.add(
        new Promise<void>((resolve) => {
          end.second = resolve;
        }).then(() => void ended.push('second')),
      );
      throw new Error('no');
    }),
  );
  const settled = underWay.settled().then(() => ended.push('settled'));
  end.first();
  await expect(failing).rejects.toThrow('no');
  expect(ended).toEqual(['first']);
  end.second();
  await settled;
  expect(ended).toEqual(['first', 'second', 'settled']);
});
